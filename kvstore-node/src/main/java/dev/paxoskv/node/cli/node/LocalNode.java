package dev.paxoskv.node.cli.node;

import java.nio.file.Path;

/**
 * One node of a local cluster.
 *
 * @param index its place, from 0
 * @param process the process
 * @param log where its output goes
 */
record LocalNode(int index, Process process, Path log) {
    private static final int PEER_PORT = 3000;
    private static final int HTTP_PORT = 4000;
    private static final int GRPC_PORT = 5000;

    static String peerAddress(int index) {
        return "localhost:" + (PEER_PORT + index);
    }

    static String httpAddress(int index) {
        return "localhost:" + (HTTP_PORT + index);
    }

    static String grpcAddress(int index) {
        return "localhost:" + (GRPC_PORT + index);
    }

    String name() {
        return "n" + (index + 1);
    }
}
