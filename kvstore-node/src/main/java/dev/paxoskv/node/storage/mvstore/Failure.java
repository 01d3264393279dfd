package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.storage.StorageException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The first failure of a directory's files, after which nothing is written any more. Any thread. */
final class Failure {
    private static final String CHECK_DISK =
            "The node stops: what the disk holds of this write is not known, and trying"
                    + " again would not tell. Check free space, permissions and the disk's health, then start the node again.";
    private static final String MORE_HEAP =
            "The node stops: its heap is too small for what it does, and there is nothing"
                    + " wrong with the disk. Start it again with a larger heap (-Xmx), or with a smaller cache.";

    private final AtomicReference<@Nullable StorageException> first = new AtomicReference<>();

    /** Refuses to go on if anything failed before. */
    void check() {
        StorageException cause = first.get();
        if (cause != null) {
            throw new StorageException(
                    "Nothing is written any more, because of an earlier failure: " + cause.getMessage(), cause);
        }
    }

    /** Notes a failure, and gives the exception to throw for it. */
    StorageException of(String doing, String file, Throwable cause) {
        StorageException failure = new StorageException(
                doing + " " + file + " failed: " + describe(cause) + ". Nothing that was acknowledged is lost. "
                        + (isOutOfMemory(cause) ? MORE_HEAP : CHECK_DISK),
                cause);
        first.compareAndSet(null, failure);
        return failure;
    }

    private static boolean isOutOfMemory(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                return true;
            }
        }
        return false;
    }

    private static String describe(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank() ? cause.toString() : message;
    }
}
