package dev.paxoskv.node.paxos.formation;

/**
 * How far a node is on its way into a cluster.
 *
 * @param phase for machines
 * @param text for people: what it waits for, or what is wrong and what to do about it
 */
public record FormationStatus(Phase phase, String text) {

    /** Where it stands. */
    public enum Phase {
        /** Others have to answer, or to act. */
        WAITING,
        /** The nodes contradict each other: nothing is formed until an operator mends that. */
        MISMATCH,
        /** There is a cluster already, formed without this node's disk. */
        REFUSED,
        /** The genesis is durable: the node may vote. */
        FORMED
    }
}
