package dev.paxoskv.node.transport;

/** A snapshot's frames end before its end. The message is for people. */
public final class SnapshotPullException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean resumable;

    /**
     * Frames that end.
     *
     * @param resumable whether it is worth asking the same member to go on where they ended
     * @param message why
     */
    public SnapshotPullException(boolean resumable, String message) {
        super(message, null, false, false);
        this.resumable = resumable;
    }

    /** Whether it is worth asking the same member to go on where they ended: the connection was lost, no more is known. */
    public boolean isResumable() {
        return resumable;
    }
}
