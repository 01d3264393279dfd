package dev.paxoskv.node.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The loopback ports of one node. They lie below the range that systems take for outgoing connections, so that nothing
 * gets one of them while its node is down.
 */
record NodePorts(int peer, int http, int grpc) {
    static final String HOST = "127.0.0.1";

    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;

    /** Ports that were free a moment ago, for so many nodes. */
    static List<NodePorts> free(int nodes) {
        List<Integer> free = freePorts(3 * nodes);
        List<NodePorts> ports = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            ports.add(new NodePorts(free.get(3 * i), free.get(3 * i + 1), free.get(3 * i + 2)));
        }
        return ports;
    }

    private static List<Integer> freePorts(int count) {
        List<Integer> found = new ArrayList<>();
        for (int attempt = 0; attempt < 1000 && found.size() < count; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (!found.contains(port) && isFree(port)) {
                found.add(port);
            }
        }
        if (found.size() < count) {
            throw new IllegalStateException("there are not " + count + " free ports from " + FIRST + " to " + LAST);
        }
        return found;
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = occupy(port)) {
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    /** A listening socket on this port. */
    static ServerSocket occupy(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.ofLiteral(HOST));
    }

    /** This node's line in a cluster file. */
    String clusterLine(String data) {
        return "{\"data\": \"" + data + "\", \"rpc\": \"" + HOST + ":" + peer + "\", \"store\": \"" + HOST + ":" + http
                + "\", \"grpc\": \"" + HOST + ":" + grpc + "\"}";
    }
}
