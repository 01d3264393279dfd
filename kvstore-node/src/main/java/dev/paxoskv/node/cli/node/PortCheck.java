package dev.paxoskv.node.cli.node;

import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.config.Address;
import dev.paxoskv.node.config.NodeConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Tries the ports of a node before anything is started. The servers would find out themselves, but the one for peers would
 * only say so and leave the node deaf, and the others when the data directory is open already.
 */
final class PortCheck {
    private PortCheck() {}

    /** Fails if the node could not listen on one of its ports. */
    static void check(NodeConfig config) {
        check("peers", config.peerBind(), "--peer-addr");
        check("HTTP", config.httpBind(), "--http-addr");
        check("gRPC clients", config.grpcBind(), "--grpc-addr");
    }

    private static void check(String whom, Address address, String option) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true); // what lingers of a node's last run is in nobody's way
            socket.bind(new InetSocketAddress(address.host(), address.port()));
        } catch (IOException taken) {
            throw new CommandFailure(
                    ExitCode.ERROR,
                    "cannot listen for " + whom + " on " + address + ": " + taken.getMessage()
                            + ". Stop the process that has the port, or give this node another address: " + option
                            + ", --listen or the cluster file");
        }
    }
}
