package dev.paxoskv.node.paxos.model;

/**
 * One durable change of a member's Paxos state. Records become durable in the order in which the core gives them; the
 * later record wins.
 */
public sealed interface LogRecord {

    /**
     * The member promised to take part in no ballot below this one.
     *
     * @param ballot the ballot; never below an earlier promise
     */
    record Promised(Ballot ballot) implements LogRecord {}

    /**
     * The member accepted an entry at a slot. Replaces what it held there.
     *
     * @param accepted the slot, the ballot and the value
     */
    record Accepted(AcceptedEntry accepted) implements LogRecord {}

    /**
     * The member learned from another that this entry is chosen at this slot, and that so is everything below it.
     * Replaces what it held there; the ballot is the one that the teller holds it under.
     *
     * @param chosen the slot, the ballot and the value
     */
    record Learned(AcceptedEntry chosen) implements LogRecord {}

    /**
     * Every slot up to this one is chosen, and the log holds the chosen values. Written along with other records: losing
     * the latest one costs only the time to learn it again.
     *
     * @param slot the last slot of the chosen prefix
     */
    record ChosenUpTo(long slot) implements LogRecord {}
}
