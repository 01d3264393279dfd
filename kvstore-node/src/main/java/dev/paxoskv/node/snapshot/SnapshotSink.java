package dev.paxoskv.node.snapshot;

import dev.paxoskv.node.statemachine.Version;

/**
 * Takes what a {@link SnapshotReader} finds, in the order of the snapshot. Nothing of it may be used before the reader says
 * that the snapshot is complete.
 */
public interface SnapshotSink {

    /** Takes nothing: for whoever only checks. */
    SnapshotSink NONE = new SnapshotSink() {};

    /** The snapshot begins; throws to refuse it. */
    default void begin(SnapshotHeader header) {}

    /** The newest version of a key that exists. */
    default void live(byte[] key, Version version) {}

    /** A superseded version, or a tombstone. */
    default void history(byte[] key, Version version) {}

    /** A further part of the session table. */
    default void sessions(byte[] part) {}
}
