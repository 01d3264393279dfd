package dev.paxoskv.node.statemachine;

import dev.paxoskv.node.statemachine.Operation.DeleteRange;
import dev.paxoskv.node.statemachine.Operation.Put;
import dev.paxoskv.node.statemachine.Operation.Range;
import dev.paxoskv.node.statemachine.Operation.Txn;
import dev.paxoskv.node.statemachine.Operation.TxnOperation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A transaction with its branch decided, and so those inside that branch: all conditions see the state before the
 * transaction, so the plan is made, and checked, before anything runs.
 *
 * @param succeeded whether the conditions held
 * @param branch the operations to carry out
 * @param inner the plans of the transactions in the branch, in their order
 */
record TxnPlan(boolean succeeded, List<TxnOperation> branch, List<TxnPlan> inner) {

    /** Carries out the operations of a plan that are not transactions. */
    interface Executor {

        Reply put(Put put);

        Reply delete(DeleteRange delete);

        Reply range(Range range);

        /** The revision that the store has reached. */
        long revision();
    }

    static TxnPlan of(StateView view, Txn txn) {
        boolean succeeded = holdAll(view, txn.compare());
        List<TxnOperation> branch = succeeded ? txn.success() : txn.failure();
        List<TxnPlan> inner = new ArrayList<>(0);
        for (TxnOperation operation : branch) {
            if (operation instanceof Txn nested) {
                inner.add(of(view, nested));
            }
        }
        return new TxnPlan(succeeded, branch, inner);
    }

    private static boolean holdAll(StateView view, List<Compare> compares) {
        for (Compare compare : compares) {
            if (!holds(view, compare)) {
                return false;
            }
        }
        return true;
    }

    private static boolean holds(StateView view, Compare compare) {
        if (KeyRange.isSingle(compare.rangeEnd())) {
            Version version = view.live(compare.key());
            return version == null ? compare.holdsForMissingKey() : compare.holdsFor(version);
        }
        KeyRange keys = KeyRange.of(compare.key(), compare.rangeEnd());
        VersionCursor cursor = view.liveCursor(keys.from(), keys.to());
        if (!cursor.next()) {
            return compare.holdsForMissingKey();
        }
        do {
            if (!compare.holdsFor(cursor.version())) {
                return false;
            }
        } while (cursor.next());
        return true;
    }

    /** What the puts that would run ask for in vain, by the state before the transaction; null if nothing. */
    @Nullable ErrorCode checkPuts(StateView view) {
        int next = 0;
        for (TxnOperation operation : branch) {
            ErrorCode error = switch (operation) {
                case Put put -> PutRules.check(put, put.keepsSomething() ? view.live(put.key()) : null);
                case Txn _ -> inner.get(next++).checkPuts(view);
                case DeleteRange _, Range _ -> null;
            };
            if (error != null) {
                return error;
            }
        }
        return null;
    }

    /** What is wrong with the revisions of the ranges that would run; null if nothing. */
    @Nullable ErrorCode checkRanges(long revision, long compactRevision) {
        int next = 0;
        for (TxnOperation operation : branch) {
            ErrorCode error = switch (operation) {
                case Range range -> RangeReader.checkRevision(range.revision(), revision, compactRevision);
                case Txn _ -> inner.get(next++).checkRanges(revision, compactRevision);
                case Put _, DeleteRange _ -> null;
            };
            if (error != null) {
                return error;
            }
        }
        return null;
    }

    /** Runs the branch: a {@link Reply.TxnReply}, or the {@link Reply.Failure} of the operation that it stopped at. */
    Reply run(Executor executor) {
        List<Reply> responses = new ArrayList<>(branch.size());
        int next = 0;
        for (TxnOperation operation : branch) {
            Reply reply = switch (operation) {
                case Put put -> executor.put(put);
                case DeleteRange delete -> executor.delete(delete);
                case Range range -> executor.range(range);
                case Txn _ -> inner.get(next++).run(executor);
            };
            if (reply instanceof Reply.Failure) {
                return reply;
            }
            responses.add(reply);
        }
        return new Reply.TxnReply(executor.revision(), succeeded, responses);
    }
}
