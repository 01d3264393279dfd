package dev.paxoskv.node.config;

import dev.paxoskv.node.config.Topology.Addresses;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A cluster as flags of one node: its number, its own client gRPC address, and those of the others as
 * {@code 2=host:5002,3=host:5003}. The other ports follow from these.
 */
final class PeerFlags {
    private PeerFlags() {}

    /**
     * Puts a topology together.
     *
     * @throws ConfigException if a flag does not parse, or the flags contradict each other
     */
    static Topology read(int id, String address, String peers, Path data) {
        List<Addresses> nodes = new ArrayList<>();
        nodes.add(Addresses.fromGrpc(id, Address.parse(address, "--addr")));
        for (String peer : peers.split(",", -1)) {
            if (!peer.isBlank()) {
                nodes.add(peer(peer.strip(), id));
            }
        }
        return new Topology(id, data, nodes);
    }

    private static Addresses peer(String text, int id) {
        int equals = text.indexOf('=');
        if (equals < 1 || !text.substring(0, equals).chars().allMatch(Character::isDigit) || equals > 9) {
            throw new ConfigException("--peers is a list like 2=host:5002,3=host:5003; \"" + text + "\" has no number");
        }
        int label = Integer.parseInt(text.substring(0, equals));
        Address grpc = Address.parse(text.substring(equals + 1), "peer " + label);
        if (label == id) {
            throw new ConfigException("--peers lists the others, but has this node's own number " + id
                    + "; leave it out, or correct --id");
        }
        if (grpc.host().isEmpty()) {
            throw new ConfigException("peer " + label + " has no host: write " + label + "=host" + grpc);
        }
        return Addresses.fromGrpc(label, grpc);
    }
}
