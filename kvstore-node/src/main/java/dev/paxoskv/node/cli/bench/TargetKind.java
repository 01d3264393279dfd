package dev.paxoskv.node.cli.bench;

import java.util.Locale;

/** The interface that is measured. */
enum TargetKind {
    /** etcd v3 over gRPC: PaxosKV's client port or an etcd. */
    ETCD,
    /** PaxosKV's REST v1. */
    REST,
    /** etcd's JSON gateway. */
    ETCD_JSON;

    String defaultEndpoint() {
        return switch (this) {
            case ETCD -> "localhost:5000";
            case REST -> "http://localhost:4000";
            case ETCD_JSON -> "http://localhost:2379";
        };
    }

    Target open(BenchPlan plan) {
        return switch (this) {
            case ETCD -> new EtcdTarget(plan);
            case REST -> new HttpTarget(plan, new RestDialect());
            case ETCD_JSON -> new HttpTarget(plan, new EtcdJsonDialect());
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
