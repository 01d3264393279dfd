package dev.paxoskv.node.paxos.model;

/**
 * What an acceptor holds for a slot, or what a log holds for a chosen one.
 *
 * @param slot the slot, from 1 upward
 * @param ballot the ballot it was accepted under
 * @param entry the value
 */
public record AcceptedEntry(long slot, Ballot ballot, Entry entry) {}
