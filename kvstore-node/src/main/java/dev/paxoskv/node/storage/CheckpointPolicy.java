package dev.paxoskv.node.storage;

/**
 * Says when a checkpoint is due: after so many bytes of journal (they bound the replay at the next start), or after so
 * much time with anything journaled at all. Used by the thread that applies; not thread-safe.
 *
 * <p>Rare checkpoints are cheap ones: a page that changed many times between two of them is written once.
 */
public final class CheckpointPolicy {
    private final long maxBytes;
    private final long maxNanos;
    private long bytesAtLast;
    private long nanosAtLast;

    /**
     * A policy that counts from now.
     *
     * @param maxBytes most bytes of journal between two checkpoints
     * @param maxNanos most time between two, in nanoseconds, while the journal grows
     * @param nowNanos the time now, of a clock that never goes back
     */
    public CheckpointPolicy(long maxBytes, long maxNanos, long nowNanos) {
        this.maxBytes = maxBytes;
        this.maxNanos = maxNanos;
        this.nanosAtLast = nowNanos;
    }

    /**
     * Whether a checkpoint is due.
     *
     * @param journaledBytes {@link NodeStorage#journaledBytes()}
     * @param nowNanos the time now
     */
    public boolean due(long journaledBytes, long nowNanos) {
        long bytes = journaledBytes - bytesAtLast;
        return bytes >= maxBytes || (bytes > 0 && nowNanos - nanosAtLast >= maxNanos);
    }

    /** Notes that a checkpoint was made; the arguments are those of {@link #due}, taken before it was begun. */
    public void done(long journaledBytes, long nowNanos) {
        bytesAtLast = journaledBytes;
        nanosAtLast = nowNanos;
    }
}
