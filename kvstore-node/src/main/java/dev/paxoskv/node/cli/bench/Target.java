package dev.paxoskv.node.cli.bench;

/**
 * The servers under load. {@link #send} returns at once and completes on a thread of the target's; a success never
 * completes inside the call, so that a client may send its next request from the completion. Safe for many threads.
 */
interface Target extends AutoCloseable {
    /** Sends one request of client {@code client}, which always talks to the same endpoint. */
    void send(int client, Operation operation, byte[] key, byte[] value, Completion completion);

    @Override
    void close();
}
