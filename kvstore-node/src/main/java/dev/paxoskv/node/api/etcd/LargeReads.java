package dev.paxoskv.node.api.etcd;

import dev.paxoskv.node.replica.RequestException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The threads for reads of many keys: few, with a short queue; what does not fit there is refused. */
final class LargeReads {

    private static final int THREADS = 2;
    private static final int QUEUED = 256;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(QUEUED),
            Thread.ofPlatform().daemon().name("etcd-read-", 0).factory());

    LargeReads() {
        threads.allowCoreThreadTimeOut(true);
    }

    /** Does a part of a call's work on one of the threads, or fails the call if too much waits already. */
    void run(Call<?> call, Runnable part) {
        run(() -> call.attempt(part), call::fail);
    }

    /** Does a part of the work, which sees to its own failures; tells where too much waits already. */
    void run(Runnable part, Consumer<RequestException> refused) {
        try {
            threads.execute(part);
        } catch (RejectedExecutionException _) {
            refused.accept(new RequestException(
                    threads.isShutdown() ? RequestException.Kind.NOT_SERVING : RequestException.Kind.OVERLOADED,
                    "too many reads of many keys wait"));
        }
    }

    /** Takes no more reads; what was begun ends by itself. */
    void stop() {
        threads.shutdown();
    }
}
