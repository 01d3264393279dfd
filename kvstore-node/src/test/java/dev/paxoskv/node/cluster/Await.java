package dev.paxoskv.node.cluster;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what another process does. */
final class Await {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private Await() {}

    /**
     * Asks until the answer is yes.
     *
     * @param what for the message
     * @throws IllegalStateException if it is still no after this time
     * @throws CancellationException if the thread is interrupted
     */
    static void until(String what, Duration limit, BooleanSupplier condition) {
        until(() -> what, limit, condition);
    }

    /** The same, with a message that is made when it is needed. */
    static void until(Supplier<String> what, Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not within " + limit.toSeconds() + " s: " + what.get());
            }
            pause(POLL_NANOS);
        }
    }

    /** Lets this time pass, or throws if the thread is interrupted meanwhile. */
    static void pause(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new CancellationException("interrupted");
            }
        }
    }
}
