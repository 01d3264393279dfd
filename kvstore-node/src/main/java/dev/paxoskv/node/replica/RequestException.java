package dev.paxoskv.node.replica;

/**
 * A request that the cluster did not answer. The message is for people, and says what to do.
 *
 * <p>Carries no stack trace: it is an answer, not a defect.
 */
public final class RequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /**
     * A request that failed.
     *
     * @param kind how
     * @param message what is wrong and what to do about it
     */
    public RequestException(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    /** How the request failed. */
    public Kind kind() {
        return kind;
    }

    /** How a request can fail. */
    public enum Kind {
        /** No leader was reached in time, and nothing was sent: it had no effect. */
        NO_LEADER,
        /** A queue is full: it had no effect. */
        OVERLOADED,
        /** It took too long, and may still take effect. */
        UNKNOWN,
        /** This node is not (or no longer) serving: it is starting, has no cluster, or is stopping. It had no effect. */
        NOT_SERVING;

        /** Whether the request may have taken effect, or may still. */
        public boolean mayHaveTakenEffect() {
            return this == UNKNOWN;
        }
    }
}
