package dev.paxoskv.node.cluster;

/**
 * A key and its value as one node shows them.
 *
 * @param version how many writes the key has seen
 */
record Stored(String key, long number, long modRevision, long version) {}
