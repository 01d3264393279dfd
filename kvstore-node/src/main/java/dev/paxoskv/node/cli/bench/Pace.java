package dev.paxoskv.node.cli.bench;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When the next operation is due. In a closed loop that is always now. In an open loop operations are due at even
 * distances whatever the servers do, and their latency counts from then: time spent waiting for a free client is
 * latency as well, so that a server cannot hide a stall by slowing down its load. Safe for many threads.
 */
final class Pace {
    private final long intervalNanos;
    private volatile Schedule schedule;

    Pace(int operationsPerSecond, long now) {
        intervalNanos = operationsPerSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / operationsPerSecond;
        schedule = new Schedule(now, new AtomicLong());
    }

    /** Forgets operations that are overdue and begins anew at {@code now}. */
    void restart(long now) {
        schedule = new Schedule(now, new AtomicLong());
    }

    /** The {@link System#nanoTime} at which the caller's next operation is due; in the past if it is late. */
    long nextDue(long now) {
        if (intervalNanos == 0) {
            return now;
        }
        Schedule current = schedule;
        return current.start() + current.tickets().getAndIncrement() * intervalNanos;
    }

    private record Schedule(long start, AtomicLong tickets) {}
}
