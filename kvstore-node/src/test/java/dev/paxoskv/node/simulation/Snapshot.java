package dev.paxoskv.node.simulation;

/**
 * A member's applied state on its way to another member.
 *
 * @param source whose it is
 * @param state the state, as the receiver will have it
 * @param hash the hash over the whole state at its source
 */
record Snapshot(Node source, ReplicaState state, long hash) {

    /** The last slot that it covers. */
    long slot() {
        return state.appliedSlot();
    }
}
