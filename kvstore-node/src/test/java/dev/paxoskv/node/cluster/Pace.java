package dev.paxoskv.node.cluster;

import java.util.concurrent.TimeUnit;

/** At most so many requests a second, of one client. What was missed is not made up for. One thread. */
final class Pace {
    private final long intervalNanos;
    private long next = System.nanoTime();

    Pace(double perSecond) {
        intervalNanos = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
    }

    /** Waits for the next turn. */
    void await() {
        long wait = next - System.nanoTime();
        if (wait > 0) {
            Await.pause(wait);
        }
        next = System.nanoTime() + intervalNanos;
    }
}
