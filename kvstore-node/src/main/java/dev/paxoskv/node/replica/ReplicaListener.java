package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.Effect.Role;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.MemberId;

/** Told what a replica does, for metrics. Called on the replica's threads; must be quick and must not throw. */
public interface ReplicaListener {

    /** Listens to nothing. */
    ReplicaListener NONE = new ReplicaListener() {};

    /**
     * This node's view of the leadership changed.
     *
     * @param role what this node is now
     * @param leader the ballot that it follows
     */
    default void leadershipChanged(Role role, Ballot leader) {}

    /**
     * Every slot up to this one is applied.
     *
     * @param slot the slot
     */
    default void applied(long slot) {}

    /**
     * The configurations that this node has to do with are these now: told at the start, and whenever either changes. Called
     * on the core's thread; must not block.
     *
     * @param lastSettled the last one that is settled: its members are still needed
     * @param latest the newest one known to be chosen: the same or a later one
     */
    default void configurationChanged(Configuration lastSettled, Configuration latest) {}

    /**
     * A snapshot of another member was installed.
     *
     * @param slot the last slot that it covers
     */
    default void installed(long slot) {}

    /**
     * Another member's state machine came to something else than this one's.
     *
     * @param member the member
     * @param slot the slot after which they differed
     */
    default void diverged(MemberId member, long slot) {}

    /** A client's request was refused because too much waits. */
    default void overloaded() {}
}
