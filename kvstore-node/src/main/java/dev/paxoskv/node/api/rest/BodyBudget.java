package dev.paxoskv.node.api.rest;

import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the memory that bodies of requests take while they arrive, over all connections: an eighth of the heap. Any
 * thread may call.
 */
@Singleton
final class BodyBudget {

    private static final int SHARE_OF_HEAP = 8;

    private final AtomicLong left = new AtomicLong(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);

    boolean take(long bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    void giveBack(long bytes) {
        left.addAndGet(bytes);
    }
}
