package dev.paxoskv.node.cluster;

import java.util.List;

/** One node of a cluster under test: its process and its clients. */
record Member(int index, NodePorts ports, NodeProcess process, HttpNode http, GrpcClient grpc)
        implements AutoCloseable {

    static Member of(int index, NodePorts ports, TestCluster.Files files) {
        NodeProcess process = new NodeProcess(
                List.of("node", "--cluster", files.clusterFile().toString(), "--index", Integer.toString(index)),
                files.log(index));
        return new Member(
                index,
                ports,
                process,
                new HttpNode(ports.http(), HttpNode.TIMEOUT),
                new GrpcClient(ports.grpc(), GrpcClient.TIMEOUT));
    }

    boolean isLeader() {
        return http.status().path("role").asText().equals("leader");
    }

    /** The last slot that it knows to be chosen, if it has applied all up to there; -1 if not, or if it does not answer. */
    long settledSlot() {
        var status = http.status();
        long chosen = status.path("chosen_slot").asLong(-1);
        return chosen == status.path("applied_slot").asLong(-2) ? chosen : -1;
    }

    /** Its id, once it has opened its data. */
    String id() {
        return http.status().path("member_id").asText();
    }

    String name() {
        return "n" + (index + 1);
    }

    long revision() {
        return http.status().path("revision").asLong(-1);
    }

    @Override
    public void close() {
        process.close();
        grpc.close();
    }
}
