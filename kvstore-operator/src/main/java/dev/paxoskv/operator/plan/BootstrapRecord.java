package dev.paxoskv.operator.plan;

/** An empty cluster, formed by the one member with this id. */
public record BootstrapRecord(String clusterId, String memberId) implements FormingRecord {}
