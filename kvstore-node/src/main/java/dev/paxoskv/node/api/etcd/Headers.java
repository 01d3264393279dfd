package dev.paxoskv.node.api.etcd;

import dev.paxoskv.node.replica.KeyValueService;
import dev.paxoskv.node.replica.NodeStatus;
import io.etcd.jetcd.api.ResponseHeader;

/** The headers of answers: who answers, and at which revision. etcd's "raft term" is the ballot's round. */
final class Headers {

    private final KeyValueService service;

    Headers(KeyValueService service) {
        this.service = service;
    }

    ResponseHeader at(long revision) {
        return of(service.status(), revision);
    }

    static ResponseHeader of(NodeStatus status, long revision) {
        return ResponseHeader.newBuilder()
                .setClusterId(status.genesis()
                        .map(genesis -> genesis.cluster().value())
                        .orElse(0L))
                .setMemberId(status.member().value())
                .setRevision(revision)
                .setRaftTerm(status.promised().round())
                .build();
    }

    /** The header of an answer inside a transaction's. */
    static ResponseHeader inner(long revision) {
        return ResponseHeader.newBuilder().setRevision(revision).build();
    }
}
