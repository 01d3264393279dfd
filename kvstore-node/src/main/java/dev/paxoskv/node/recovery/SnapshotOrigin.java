package dev.paxoskv.node.recovery;

import dev.paxoskv.node.snapshot.SnapshotSink;

/**
 * Where a whole snapshot comes from.
 *
 * @param <E> what else it can fail with, besides {@link dev.paxoskv.node.snapshot.SnapshotException}
 */
@FunctionalInterface
public interface SnapshotOrigin<E extends Exception> {

    /** Gives a whole snapshot to a sink, and fails if it is not whole or not right. */
    void readInto(SnapshotSink sink) throws E;
}
