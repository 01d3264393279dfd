package dev.paxoskv.node.paxos.formation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A static list of nodes, by label. Two lists agree if they have the same labels at the same peer addresses, where an
 * address without a host agrees with any that has its port: a node may not know its own host. What else stands in a line
 * is its owner's business.
 *
 * @param peers the lines, ascending by label
 */
public record PeerList(List<ListedPeer> peers) {

    /**
     * Orders the lines.
     *
     * @throws IllegalArgumentException if there is none, or if two have the same label
     */
    public PeerList {
        List<ListedPeer> ordered = new ArrayList<>(peers);
        ordered.sort(Comparator.comparingInt(ListedPeer::label));
        peers = List.copyOf(ordered);
        if (peers.isEmpty()) {
            throw new IllegalArgumentException("a list has at least one node");
        }
        if (peers.stream().map(ListedPeer::label).distinct().count() != peers.size()) {
            throw new IllegalArgumentException("two nodes of a list have the same label: " + peers);
        }
    }

    /** The label of the node that makes the genesis. */
    public int lowestLabel() {
        return peers.getFirst().label();
    }

    /** The line of a label, if there is one. */
    public Optional<ListedPeer> line(int label) {
        return peers.stream().filter(peer -> peer.label() == label).findFirst();
    }

    /** Both lists in one, with every host that either of them knows; empty if they do not agree. */
    public Optional<PeerList> merge(PeerList other) {
        if (peers.size() != other.peers.size()) {
            return Optional.empty();
        }
        List<ListedPeer> merged = new ArrayList<>();
        for (int i = 0; i < peers.size(); i++) {
            ListedPeer mine = peers.get(i);
            ListedPeer theirs = other.peers.get(i);
            if (mine.label() != theirs.label() || !agree(mine.peer(), theirs.peer())) {
                return Optional.empty();
            }
            merged.add(ListedPeer.host(mine.peer()).isEmpty() ? theirs : mine);
        }
        return Optional.of(new PeerList(merged));
    }

    private static boolean agree(String a, String b) {
        String hostA = ListedPeer.host(a);
        String hostB = ListedPeer.host(b);
        return ListedPeer.port(a).equals(ListedPeer.port(b))
                && (hostA.isEmpty() || hostB.isEmpty() || hostA.equals(hostB));
    }

    /** For people: {@code 1=host:port, 2=host:port}. */
    @Override
    public String toString() {
        return peers.stream().map(peer -> peer.label() + "=" + peer.peer()).collect(Collectors.joining(", "));
    }
}
