package dev.paxoskv.node.cli.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Closes a stream on which nothing has come for a while, so that its reader fails instead of waiting for ever. */
final class Stall implements Closeable {
    private static final int LOOKS = 4;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("stall").unstarted(task));
    private final long patienceNanos;
    private volatile long lastMove = System.nanoTime();

    Stall(InputStream watched, Duration patience) {
        patienceNanos = patience.toNanos();
        var _ = thread.scheduleWithFixedDelay(
                () -> closeIfStalled(watched), patienceNanos, patienceNanos / LOOKS, TimeUnit.NANOSECONDS);
    }

    /** Something came. */
    void moved() {
        lastMove = System.nanoTime();
    }

    private void closeIfStalled(InputStream watched) {
        if (System.nanoTime() - lastMove > patienceNanos) {
            try {
                watched.close();
            } catch (IOException _) {
                // its reader fails in any case
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
