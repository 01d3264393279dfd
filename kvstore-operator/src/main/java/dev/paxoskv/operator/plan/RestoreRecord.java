package dev.paxoskv.operator.plan;

/** A cluster that goes on from a backup, on the volume of the claim with this UID. */
public record RestoreRecord(String clusterId, String claimUid) implements FormingRecord {}
