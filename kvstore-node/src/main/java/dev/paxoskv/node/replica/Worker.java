package dev.paxoskv.node.replica;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One thread that does one task over and over until it is stopped. The first thing that the task throws ends it: a node
 * does not go on after an error that nobody expected.
 *
 * <p>The thread is never interrupted, since that would close a file that it is using.
 */
final class Worker {
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Thread thread;
    private volatile boolean stopping;

    /** What a worker does. */
    interface Task {

        /** Does what there is to do; if nothing, waits for it for so many nanoseconds at most. */
        void runOnce(long waitNanos);

        /** The thread ends: nothing runs after this. */
        default void ended() {}
    }

    Worker(String name, Task task, Consumer<Throwable> onFailure) {
        thread = Thread.ofPlatform().name(name).daemon(true).unstarted(() -> run(task, onFailure));
    }

    private void run(Task task, Consumer<Throwable> onFailure) {
        try {
            while (!stopping) {
                task.runOnce(IDLE_NANOS);
            }
        } catch (RuntimeException | Error failure) {
            onFailure.accept(failure);
        } finally {
            task.ended();
        }
    }

    void start() {
        thread.start();
    }

    /** Asks the thread to end after what it is doing now. */
    void stop() {
        stopping = true;
    }

    /** Waits for the end of the thread, and says whether it came in time. */
    boolean join(Duration limit) {
        try {
            thread.join(Math.max(1, limit.toMillis()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
