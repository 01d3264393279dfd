package dev.paxoskv.node.cli.bench;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Clients that each have one request under way: the completion of one sends the next. They need no thread of their own;
 * the scheduler serves those that wait for their time, and those that pause after an error so that a dead server is not
 * asked in a spin.
 */
final class LoadClients {
    private static final Duration PAUSE_AFTER_ERROR = Duration.ofMillis(20);

    private final Work work;
    private final Pace pace;
    private final Measurements measurements;
    private final ScheduledExecutorService scheduler;
    private final CountDownLatch running;
    private volatile boolean stopping;

    LoadClients(int clients, Work work, Pace pace, Measurements measurements, ScheduledExecutorService scheduler) {
        this.work = work;
        this.pace = pace;
        this.measurements = measurements;
        this.scheduler = scheduler;
        running = new CountDownLatch(clients);
        for (int i = 0; i < clients; i++) {
            Client client = new Client(i);
            scheduler.execute(client::next);
        }
    }

    /** Lets every client finish the request that it has under way. */
    void stop() {
        stopping = true;
    }

    /** True when all clients have ended: the work was done, or they were stopped. */
    boolean await(Duration limit) throws InterruptedException {
        return running.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    private final class Client {
        private final int number;
        private long startedAt;

        private Client(int number) {
            this.number = number;
        }

        private void next() {
            long now = System.nanoTime();
            long due = pace.nextDue(now);
            if (due > now) {
                later(() -> start(due), due - now);
            } else {
                start(due);
            }
        }

        private void start(long due) {
            startedAt = due;
            try {
                if (stopping || !work.startNext(number, this::completed)) {
                    running.countDown();
                }
            } catch (RuntimeException e) {
                completed(e.toString());
            }
        }

        private void completed(@Nullable String error) {
            if (error == null) {
                measurements.success(System.nanoTime() - startedAt);
            } else {
                measurements.failure(error);
            }
            if (stopping) {
                running.countDown();
            } else if (error == null) {
                next();
            } else {
                later(this::next, PAUSE_AFTER_ERROR.toNanos());
            }
        }

        private void later(Runnable step, long nanos) {
            Future<?> _ = scheduler.schedule(step, nanos, TimeUnit.NANOSECONDS);
        }
    }
}
