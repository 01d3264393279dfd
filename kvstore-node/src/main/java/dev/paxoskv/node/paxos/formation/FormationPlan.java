package dev.paxoskv.node.paxos.formation;

import java.util.List;

/**
 * How a node that has no cluster is to get one. Once it has, only the addresses matter, as places to ask.
 *
 * @param mode what it may do
 * @param name its name, unique in a cluster
 * @param label its number in the list
 * @param list the nodes that form the cluster, itself included; the node alone if it was told of no others
 * @param seeds peer addresses of further nodes that may know a cluster
 * @param alpha the window for a genesis that it makes, in slots
 */
public record FormationPlan(Mode mode, String name, int label, PeerList list, List<String> seeds, int alpha) {

    /** Most seeds. */
    public static final int MAX_SEEDS = 64;

    /**
     * Checks the plan.
     *
     * @throws IllegalArgumentException if the list has no such label, if there are more than {@link #MAX_SEEDS}, or if the
     *     node could only wait: it may neither form nor be bootstrapped, and knows nobody to ask
     */
    public FormationPlan {
        seeds = List.copyOf(seeds);
        if (list.line(label).isEmpty()) {
            throw new IllegalArgumentException("no node " + label + " in the list " + list);
        }
        if (alpha < 1) {
            throw new IllegalArgumentException("alpha is at least 1, not " + alpha);
        }
        if (seeds.size() > MAX_SEEDS) {
            throw new IllegalArgumentException("there are " + seeds.size() + " seeds, more than " + MAX_SEEDS);
        }
        if (mode == Mode.JOIN && seeds.isEmpty() && list.peers().size() == 1) {
            throw new IllegalArgumentException(
                    "a node that joins needs the address of a member to ask; name some seeds");
        }
    }

    /** What a node without a cluster may do. */
    public enum Mode {
        /** Form a cluster with the nodes of its list, or be added to one that exists. */
        STATIC,
        /** Be added to a cluster that exists. */
        JOIN,
        /** Be bootstrapped as the first member of a new cluster by whoever manages it, or be added to one that exists. */
        MANAGED
    }

    /** The node's own line. */
    public ListedPeer own() {
        return list.line(label).orElseThrow();
    }

    boolean isCoordinator() {
        return mode == Mode.STATIC && label == list.lowestLabel();
    }
}
