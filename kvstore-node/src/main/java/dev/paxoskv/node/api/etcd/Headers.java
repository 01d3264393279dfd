package dev.paxoskv.node.api.etcd;

import dev.paxoskv.node.replica.KeyValueService;
import dev.paxoskv.node.replica.NodeStatus;
import io.etcd.jetcd.api.ResponseHeader;
import java.util.concurrent.TimeUnit;

/**
 * The headers of answers: who answers, and at which revision. etcd's "raft term" is the ballot's round.
 *
 * <p>Any thread may call. What names the node is looked up every few milliseconds and not for every answer, so a round may
 * be as old as that; the revision is always the answer's own.
 */
final class Headers {

    private static final long MAX_AGE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final KeyValueService service;
    private volatile Names names;

    Headers(KeyValueService service) {
        this.service = service;
        names = Names.of(service.status());
    }

    ResponseHeader at(long revision) {
        Names current = names;
        if (System.nanoTime() - current.lookedUp > MAX_AGE_NANOS) {
            current = Names.of(service.status());
            names = current;
        }
        return current.header(revision);
    }

    static ResponseHeader of(NodeStatus status, long revision) {
        return Names.of(status).header(revision);
    }

    /** The header of an answer inside a transaction's. */
    static ResponseHeader inner(long revision) {
        return ResponseHeader.newBuilder().setRevision(revision).build();
    }

    private record Names(long cluster, long member, long round, long lookedUp) {

        static Names of(NodeStatus status) {
            return new Names(
                    status.genesis().map(genesis -> genesis.cluster().value()).orElse(0L),
                    status.member().value(),
                    status.promised().round(),
                    System.nanoTime());
        }

        ResponseHeader header(long revision) {
            return ResponseHeader.newBuilder()
                    .setClusterId(cluster)
                    .setMemberId(member)
                    .setRevision(revision)
                    .setRaftTerm(round)
                    .build();
        }
    }
}
