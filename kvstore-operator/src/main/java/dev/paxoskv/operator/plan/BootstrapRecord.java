package dev.paxoskv.operator.plan;

/**
 * The one member that may form the cluster. It is written once, before anything is formed, and never changed: whatever
 * happens to this member's disk, no other is ever told to form a cluster for this resource.
 */
public record BootstrapRecord(String clusterId, String memberId) {}
