package dev.paxoskv.node.api.admin;

/**
 * An administrator's request that was not carried out for a reason that the cluster has no word for. Nothing was changed.
 * The message is for people, and says what to do.
 *
 * <p>Carries no stack trace: it is an answer, not a defect.
 */
public final class AdminException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** Why the request was not carried out. */
    public enum Kind {
        /** The request itself is wrong. */
        INVALID,
        /** The node that it is about does not answer. */
        NODE_UNREACHABLE,
        /** The node that it is about is another than the request says, or belongs to another cluster. */
        NODE_MISMATCH
    }

    /**
     * A request that was not carried out.
     *
     * @param kind why
     * @param message what is wrong and what to do about it
     */
    public AdminException(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    /** Why the request was not carried out. */
    public Kind kind() {
        return kind;
    }
}
