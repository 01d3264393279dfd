package dev.paxoskv.node.cluster;

import java.util.concurrent.atomic.AtomicLong;

/** How long writes stand still after a leader was killed: from the kill to the first answer to a write begun after it. */
final class WriteGap {
    private static final long NONE = Long.MIN_VALUE;

    private final AtomicLong killedNanos = new AtomicLong(NONE);
    private final AtomicLong longestNanos = new AtomicLong();

    void leaderKilled() {
        killedNanos.set(System.nanoTime());
    }

    void acknowledged(long startedNanos) {
        long killed = killedNanos.get();
        if (killed != NONE && startedNanos - killed > 0 && killedNanos.compareAndSet(killed, NONE)) {
            longestNanos.accumulateAndGet(System.nanoTime() - killed, Math::max);
        }
    }

    double longestSeconds() {
        return longestNanos.get() / 1e9;
    }
}
