package dev.paxoskv.node.statemachine;

/**
 * How large commands, replies and the session table may become.
 *
 * <p>The limits decide how commands end, so they are part of what the members agree on: every member of a cluster must
 * have the same ones, and they may only change together with the cluster's feature level. They are mixed into
 * {@link StateMachine#chainHash()}, so that a member with others shows at the first comparison.
 *
 * @param maxKeyBytes bytes of a key or of a range's end
 * @param maxValueBytes bytes of a value
 * @param maxRequestBytes bytes of all keys and values of one command together
 * @param maxTxnOperations compares, or operations of one branch, of a transaction; what an outer transaction uses is
 *     subtracted for those inside it
 * @param maxTxnTotalOperations compares and operations of a transaction and all those inside it together
 * @param maxSessions members that have a session
 * @param maxKeptReplies how far a command's sequence may be ahead of its session's mark
 * @param maxKeptReplyBytes bytes of kept replies of a session from which on further commands fail
 * @param maxReplyBytes bytes of the reply of one command that went through the log
 * @param maxReadBytes bytes of the reply of one read of a {@link ReadView}; the one limit that members may differ in
 */
public record Limits(
        int maxKeyBytes,
        int maxValueBytes,
        int maxRequestBytes,
        int maxTxnOperations,
        int maxTxnTotalOperations,
        int maxSessions,
        int maxKeptReplies,
        long maxKeptReplyBytes,
        long maxReplyBytes,
        long maxReadBytes) {

    /** The most that {@link #maxKeptReplies()} may be. */
    static final int LONGEST_WINDOW = 1 << 24;

    private static final int ETCD_REQUEST_BYTES = 3 << 19;

    /** etcd's limits where it has them: requests of 1.5 MiB, transactions of 128 operations. */
    public static final Limits DEFAULT = new Limits(
            64 << 10,
            ETCD_REQUEST_BYTES,
            ETCD_REQUEST_BYTES,
            128,
            8192,
            1024,
            1 << 16,
            64L << 20,
            32L << 20,
            512L << 20);

    public Limits {
        requirePositive(maxKeyBytes, "maxKeyBytes");
        requirePositive(maxValueBytes, "maxValueBytes");
        requirePositive(maxRequestBytes, "maxRequestBytes");
        requirePositive(maxTxnOperations, "maxTxnOperations");
        requirePositive(maxTxnTotalOperations, "maxTxnTotalOperations");
        requirePositive(maxSessions, "maxSessions");
        requirePositive(maxKeptReplies, "maxKeptReplies");
        requirePositive(maxKeptReplyBytes, "maxKeptReplyBytes");
        requirePositive(maxReplyBytes, "maxReplyBytes");
        requirePositive(maxReadBytes, "maxReadBytes");
        if (maxKeptReplies > LONGEST_WINDOW) {
            throw new IllegalArgumentException(
                    "maxKeptReplies must be at most " + LONGEST_WINDOW + ", not " + maxKeptReplies);
        }
    }

    /** The same, with another bound on the reply of one read. */
    public Limits withMaxReadBytes(long bytes) {
        return new Limits(
                maxKeyBytes,
                maxValueBytes,
                maxRequestBytes,
                maxTxnOperations,
                maxTxnTotalOperations,
                maxSessions,
                maxKeptReplies,
                maxKeptReplyBytes,
                maxReplyBytes,
                bytes);
    }

    /** A number that tells different limits apart, the same in every process (a record's hash code need not be). */
    public long fingerprint() {
        return new StateHash(0)
                .add(maxKeyBytes)
                .add(maxValueBytes)
                .add(maxRequestBytes)
                .add(maxTxnOperations)
                .add(maxTxnTotalOperations)
                .add(maxSessions)
                .add(maxKeptReplies)
                .add(maxKeptReplyBytes)
                .add(maxReplyBytes)
                .value();
    }

    private static void requirePositive(long value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }
}
