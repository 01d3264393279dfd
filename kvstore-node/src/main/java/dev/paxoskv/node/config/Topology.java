package dev.paxoskv.node.config;

import dev.paxoskv.node.paxos.formation.ListedPeer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which node this is, where it listens, and who the others are.
 *
 * @param label this node's number, from 1 upward
 * @param data its data directory
 * @param nodes every node of the cluster, this one included, by label
 */
public record Topology(int label, Path data, List<Addresses> nodes) {
    /** How far the HTTP port is from the peer port, and the client gRPC port from the HTTP port. */
    static final int PORT_STEP = 1000;

    /**
     * Where one node is reached.
     *
     * @param label its number
     * @param peer by its peers
     * @param http by HTTP clients
     * @param grpc by gRPC clients
     */
    public record Addresses(int label, Address peer, Address http, Address grpc) {

        /** All three from the peer address: HTTP 1000 further, client gRPC 2000. */
        static Addresses fromPeer(int label, Address peer) {
            String node = "node " + label;
            return new Addresses(
                    label,
                    peer,
                    peer.plus(PORT_STEP, "the HTTP port of " + node),
                    peer.plus(2 * PORT_STEP, "the client gRPC port of " + node));
        }

        /** All three from the client gRPC address. */
        static Addresses fromGrpc(int label, Address grpc) {
            return fromPeer(label, grpc.plus(-2 * PORT_STEP, "the peer port of node " + label))
                    .withGrpc(grpc);
        }

        Addresses withPeer(Address other) {
            return new Addresses(label, other, http, grpc);
        }

        Addresses withHttp(Address other) {
            return new Addresses(label, peer, other, grpc);
        }

        Addresses withGrpc(Address other) {
            return new Addresses(label, peer, http, other);
        }

        ListedPeer listed() {
            return new ListedPeer(label, peer.toString(), http.toString(), grpc.toString());
        }
    }

    /**
     * Orders the nodes and checks that they do not contradict each other.
     *
     * @throws ConfigException if a label or an address is there twice, or if this node is not among them
     */
    public Topology {
        nodes = nodes.stream().sorted(Comparator.comparingInt(Addresses::label)).toList();
        Set<Integer> labels = new HashSet<>();
        Set<Address> addresses = new HashSet<>();
        for (Addresses node : nodes) {
            if (node.label() < 1) {
                throw new ConfigException("a node's number is 1 or more, not " + node.label());
            }
            if (!labels.add(node.label())) {
                throw new ConfigException("node " + node.label() + " is listed twice; give every node its own number");
            }
            Set<Integer> ports = new HashSet<>();
            for (Address address : List.of(node.peer(), node.http(), node.grpc())) {
                if (!ports.add(address.port())) {
                    throw new ConfigException("node " + node.label() + " uses port " + address.port()
                            + " twice; give its peer, HTTP and client gRPC interfaces a port each");
                }
                if (!addresses.add(address)) {
                    throw new ConfigException("the address " + address + " is used twice, the second time by node "
                            + node.label() + "; give every interface of every node its own port");
                }
            }
        }
        if (!labels.contains(label)) {
            throw new ConfigException("node " + label + " is not among the listed nodes " + labels);
        }
    }

    /** The addresses of this node. */
    public Addresses self() {
        return nodes.stream().filter(node -> node.label() == label).findFirst().orElseThrow();
    }

    /** The list that forms the cluster. */
    public List<ListedPeer> listed() {
        return nodes.stream().map(Addresses::listed).toList();
    }
}
