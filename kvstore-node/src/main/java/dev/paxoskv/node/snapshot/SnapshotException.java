package dev.paxoskv.node.snapshot;

/** A snapshot that cannot be taken over as it is. The message tells a person what is wrong with it and what to do. */
public final class SnapshotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A snapshot that is refused. */
    public SnapshotException(String message) {
        super(message);
    }

    /** A snapshot that is refused, and what showed it. */
    public SnapshotException(String message, Throwable cause) {
        super(message, cause);
    }
}
