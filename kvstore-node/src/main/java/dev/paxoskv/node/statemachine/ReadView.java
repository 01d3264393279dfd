package dev.paxoskv.node.statemachine;

import dev.paxoskv.node.statemachine.Operation.Range;
import dev.paxoskv.node.statemachine.Operation.Txn;
import org.jspecify.annotations.Nullable;

/**
 * The state as it was after one applied slot, for readers on any thread. Never changes. Good for some seconds after a newer
 * one was published, and for as long as a {@link Hold} of it is open; a read after that throws {@link ExpiredException}.
 * Requests are checked by {@link Requests}' rules, and failures are replies, not exceptions; an exception means that the
 * storage engine cannot read, which is fatal for the node.
 */
public final class ReadView {

    private final StateView view;
    private final Limits limits;
    private final long revision;
    private final long compactRevision;
    private final long appliedSlot;

    ReadView(StateView view, Limits limits, long revision, long compactRevision, long appliedSlot) {
        this.view = view;
        this.limits = limits;
        this.revision = revision;
        this.compactRevision = compactRevision;
        this.appliedSlot = appliedSlot;
    }

    /** The store's revision. */
    public long revision() {
        return revision;
    }

    /** The least revision that can be read, 0 if nothing was compacted yet. */
    public long compactRevision() {
        return Math.max(0, compactRevision);
    }

    /** The last slot of the log whose commands this view shows. */
    public long appliedSlot() {
        return appliedSlot;
    }

    /** Keeps the view good until it is closed, once or more often; whoever reads for long holds what it reads. */
    public interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    /** The view was given up before it was read: a newer one answers the same request. */
    public static final class ExpiredException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        ExpiredException() {
            super("the state that was to be read has been given up, since it waited too long; ask again");
        }
    }

    /**
     * Holds the view.
     *
     * @throws ExpiredException if it was given up already
     */
    public Hold hold() {
        if (!view.enter()) {
            throw new ExpiredException();
        }
        return new OpenHold(view);
    }

    private static final class OpenHold implements Hold {
        private final StateView view;
        private boolean open = true;

        OpenHold(StateView view) {
            this.view = view;
        }

        @Override
        public synchronized void close() {
            if (open) {
                open = false;
                view.exit();
            }
        }
    }

    /** How many keys exist. */
    public long size() {
        return view.liveSize();
    }

    /** How many superseded versions and tombstones are stored beside the keys that exist. */
    public long historySize() {
        return view.historySize();
    }

    /** A key's newest version; null where the key does not exist. */
    public @Nullable KeyValue get(byte[] key) {
        try (Hold _ = hold()) {
            Version version = view.live(key);
            return version == null ? null : KeyValue.of(key, version);
        }
    }

    /** Answers a range exactly as etcd does: a {@link Reply.RangeReply} or a {@link Reply.Failure}. */
    public Reply range(Range range) {
        return range(range, true);
    }

    /**
     * As {@link #range}, but without counting what the limit leaves out: the count is -1 then. A page of a pinned old
     * revision costs what the page costs.
     */
    public Reply page(Range range) {
        return range(range, false);
    }

    private Reply range(Range range, boolean counted) {
        ErrorCode error = Requests.check(range, limits);
        if (error != null) {
            return new Reply.Failure(error, revision);
        }
        ReplyBudget budget = new ReplyBudget(limits.maxReadBytes());
        try (Hold _ = hold()) {
            return new RangeReader(view, revision, compactRevision, budget).read(range, counted);
        }
    }

    /**
     * Answers a transaction that only reads: a {@link Reply.TxnReply} or a {@link Reply.Failure}.
     *
     * @throws IllegalArgumentException if the transaction is not read-only
     */
    public Reply read(Txn txn) {
        if (!txn.isReadOnly()) {
            throw new IllegalArgumentException(
                    "only a transaction without puts and deletes can be answered from a view");
        }
        ErrorCode error = Requests.check(txn, limits);
        if (error != null) {
            return new Reply.Failure(error, revision);
        }
        ReplyBudget budget = new ReplyBudget(limits.maxReadBytes());
        try (Hold _ = hold()) {
            return new TxnReader(view, revision, compactRevision, budget).run(txn);
        }
    }

    /**
     * The keys that exist in {@code [from, to)} with their versions, ascending; {@code to} null for no end. To be read while
     * a {@link #hold()} is open.
     */
    public VersionCursor cursor(byte[] from, byte @Nullable [] to) {
        return view.liveCursor(from, to);
    }

    /** How many keys exist in {@code [from, to)}; {@code to} null for no end. */
    public long count(byte[] from, byte @Nullable [] to) {
        try (Hold _ = hold()) {
            return view.countLive(from, to);
        }
    }

    /**
     * The hash of everything that can be read at or below a revision: the same on every member with the same compacted
     * revision, whatever it applied since. Walks the whole state.
     *
     * @throws IllegalArgumentException if the revision is compacted or still to come
     */
    public long hash(long atRevision) {
        if (atRevision > revision || atRevision < compactRevision) {
            throw new IllegalArgumentException("revision " + atRevision + " is not between the compacted revision "
                    + compactRevision() + " and the current one " + revision);
        }
        try (Hold _ = hold()) {
            return RevisionHash.of(view, atRevision, compactRevision);
        }
    }
}
