package dev.paxoskv.node.paxos.formation;

/**
 * One line of a node's static list. Addresses are host:port; a node that does not know its own host leaves it out of its
 * own line ({@code :3000}).
 *
 * @param label the node's number in the list, from 1 upward
 * @param peer where the other members reach it
 * @param http its REST interface
 * @param grpc its client gRPC interface
 */
public record ListedPeer(int label, String peer, String http, String grpc) {

    /** The name of a node of this label that was given no other. */
    public static String name(int label) {
        return "n" + label;
    }

    /** The host of an address; empty if it has none. */
    public static String host(String address) {
        return address.substring(0, Math.max(0, address.lastIndexOf(':')));
    }

    /** The port of an address, as text. */
    public static String port(String address) {
        return address.substring(address.lastIndexOf(':') + 1);
    }
}
