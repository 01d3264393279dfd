package dev.paxoskv.node.storage;

import org.jspecify.annotations.Nullable;

/**
 * The data directory cannot be opened, read or written. The message is for an operator: it names the file, what is wrong
 * with it and what to do.
 *
 * <p>Once thrown by a {@link NodeStorage} that was open, it is final: nothing more is written, and the node stops. A
 * write or a sync that failed is never tried again, because what the operating system then holds is not known.
 */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A failure with no exception behind it. */
    public StorageException(String message) {
        super(message);
    }

    /** A failure and what caused it. */
    public StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
