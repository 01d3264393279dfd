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
        /** The nodes contradict each other: nothing comes of it until an operator mends that. */
        MISMATCH,
        /** There is a cluster, and it has to take this member in first. */
        JOINING,
        /** The cluster counts this member's votes, and its disk has forgotten what it promised. */
        REFUSED,
        /** The cluster has removed this member, for good. */
        REMOVED,
        /** The genesis is durable. */
        FORMED
    }
}
