package dev.paxoskv.node.api.rest;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads for reads of many keys: few, with a short queue; what does not fit there is refused. */
@Singleton
final class HttpWorkers {

    private static final int THREADS = 2;
    private static final int QUEUED = 256;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(QUEUED),
            Thread.ofPlatform().daemon().name("http-read-", 0).factory());

    HttpWorkers() {
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs a part of a request's work, which sees to its own failures.
     *
     * @throws ProblemException if too much waits already
     */
    void run(Runnable part) {
        try {
            threads.execute(part);
        } catch (RejectedExecutionException _) {
            throw new ProblemException(Problem.overloaded(
                    "too many reads of many keys wait on this node; try again later, or at another node"));
        }
    }

    @PreDestroy
    void stop() {
        threads.shutdown();
    }
}
