package dev.paxoskv.node.replica;

import dev.paxoskv.node.replica.NodeStatus.State;

/** How far a replica has come: it only goes on, never back. Any thread. */
final class Phase {
    private volatile Now now = new Now(State.STARTING, "the node is starting");

    /**
     * A moment's answer.
     *
     * @param state the state
     * @param detail why, for people; empty while it serves
     */
    record Now(State state, String detail) {}

    Now now() {
        return now;
    }

    /** Goes on to a later state; false if it is there already, or further. */
    synchronized boolean enter(State next, String detail) {
        if (next.compareTo(now.state()) <= 0) {
            return false;
        }
        now = new Now(next, detail);
        return true;
    }
}
