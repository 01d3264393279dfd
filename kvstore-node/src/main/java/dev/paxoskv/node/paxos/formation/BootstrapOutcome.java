package dev.paxoskv.node.paxos.formation;

import dev.paxoskv.node.paxos.model.Genesis;

/** What comes of the request to make a node the first member of a new cluster. */
public sealed interface BootstrapOutcome {

    /**
     * The genesis to store: until that is durable, nothing is done.
     *
     * @param genesis the genesis
     */
    record Store(Genesis genesis) implements BootstrapOutcome {}

    /**
     * It was done before.
     *
     * @param genesis the genesis
     */
    record Done(Genesis genesis) implements BootstrapOutcome {}

    /**
     * It is not done.
     *
     * @param text why, and what to do about it, for people
     */
    record Refused(String text) implements BootstrapOutcome {}
}
