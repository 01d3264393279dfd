package dev.paxoskv.node.transport;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Frames of another member's snapshot on their way to this node. Little is on its way that was not taken: the sender waits
 * for the receiver. One thread takes them; any may close.
 */
public interface SnapshotPull extends AutoCloseable {

    /**
     * The next frame, as it arrived: whoever takes it checks it.
     *
     * @param patience how long to wait
     * @return the frame; null if none came in time
     * @throws SnapshotPullException if there will be no more
     * @throws InterruptedException if the thread is interrupted
     */
    byte @Nullable [] next(Duration patience) throws SnapshotPullException, InterruptedException;

    /** Wants no more. */
    @Override
    void close();
}
