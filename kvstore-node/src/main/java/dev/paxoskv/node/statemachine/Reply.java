package dev.paxoskv.node.statemachine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a command or a read ended: what was asked for, or a {@link Failure}. Immutable. {@code revision} is the store's
 * current revision, for writes the one after them; inside a transaction the one that the store had reached there.
 */
public sealed interface Reply {

    /** The store's revision. */
    long revision();

    /**
     * A key was set.
     *
     * @param previous what was there before, if that was asked for and there was something
     */
    record PutReply(long revision, @Nullable KeyValue previous) implements Reply {}

    /**
     * Keys were deleted.
     *
     * @param previous what was deleted, in key order, if that was asked for; else empty
     */
    record DeleteReply(long revision, long deleted, List<KeyValue> previous) implements Reply {

        public DeleteReply {
            previous = List.copyOf(previous);
        }
    }

    /**
     * Keys were read.
     *
     * @param count how many keys the range holds at the revision read, whatever the filters and the limit; -1 where
     *     nobody counted (see {@link ReadView#page})
     * @param more whether the limit cut some off
     */
    record RangeReply(long revision, List<KeyValue> kvs, long count, boolean more) implements Reply {

        public RangeReply {
            kvs = List.copyOf(kvs);
        }
    }

    /**
     * A transaction was carried out.
     *
     * @param succeeded whether all conditions held
     * @param responses one for each operation of the branch that was taken
     */
    record TxnReply(long revision, boolean succeeded, List<Reply> responses) implements Reply {

        public TxnReply {
            responses = List.copyOf(responses);
        }
    }

    /** Old revisions were given up. */
    record CompactReply(long revision) implements Reply {}

    /** A write under a token was done; the token was the revision. */
    record TokenReply(long revision) implements Reply {}

    /** The session is open. */
    record SessionReply(long revision, long session, long memberId, long incarnation) implements Reply {}

    /** Nothing was done, and why. */
    record Failure(ErrorCode code, long revision) implements Reply {}
}
