package dev.paxoskv.node.transport;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses that double up to a cap, each drawn at random from its upper half, so that nodes which lost the same peer do not
 * all come back at once. Not thread-safe.
 */
final class Backoff {
    private final long minNanos;
    private final long maxNanos;
    private final RandomGenerator random;
    private long next;

    Backoff(Duration min, Duration max, RandomGenerator random) {
        this.minNanos = min.toNanos();
        this.maxNanos = max.toNanos();
        this.random = random;
        this.next = minNanos;
    }

    /** The next pause, in nanoseconds. */
    long nextNanos() {
        long ceiling = next;
        next = Math.min(maxNanos, ceiling * 2);
        return ceiling / 2 + random.nextLong(ceiling / 2 + 1);
    }

    void reset() {
        next = minNanos;
    }
}
