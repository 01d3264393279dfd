package dev.paxoskv.node.snapshot;

/**
 * A snapshot to be read, frame by frame, from any position of it and as often as wanted. It does not change: the same
 * position gives the same frame until it is closed. Keeps no frame in memory.
 *
 * <p>Any thread may call; one call at a time is worked on. A read may have to go to the disk, so it belongs on a thread that
 * may block.
 */
public interface FrameSource extends AutoCloseable {

    /** What this is a snapshot of. */
    SnapshotHeader header();

    /**
     * The frame that begins at a position.
     *
     * @throws IllegalStateException if the source is closed
     * @throws SnapshotException if no frame begins there
     */
    Frame read(FramePosition position);

    /** Lets go of the state, once a read that is under way has ended. Closing again does nothing. */
    @Override
    void close();
}
