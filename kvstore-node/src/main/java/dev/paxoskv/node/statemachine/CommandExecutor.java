package dev.paxoskv.node.statemachine;

import dev.paxoskv.node.statemachine.Operation.Compact;
import dev.paxoskv.node.statemachine.Operation.DeleteRange;
import dev.paxoskv.node.statemachine.Operation.OpenSession;
import dev.paxoskv.node.statemachine.Operation.Put;
import dev.paxoskv.node.statemachine.Operation.Range;
import dev.paxoskv.node.statemachine.Operation.TokenWrite;
import dev.paxoskv.node.statemachine.Operation.Txn;
import dev.paxoskv.node.statemachine.Reply.CompactReply;
import dev.paxoskv.node.statemachine.Reply.DeleteReply;
import dev.paxoskv.node.statemachine.Reply.Failure;
import dev.paxoskv.node.statemachine.Reply.PutReply;
import dev.paxoskv.node.statemachine.Reply.TokenReply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries out one command at a time on the store: wholly, or not at all and then with a {@link Failure}. */
final class CommandExecutor implements TxnPlan.Executor {

    private final StateStore store;
    private final Revisions revisions;
    private final Limits limits;
    private ReplyBudget budget;

    CommandExecutor(StateStore store, Revisions revisions, Limits limits) {
        this.store = store;
        this.revisions = revisions;
        this.limits = limits;
        budget = new ReplyBudget(limits.maxReplyBytes());
    }

    Reply execute(Operation operation) {
        ErrorCode error = Requests.check(operation, limits);
        if (error != null) {
            return failure(error);
        }
        budget = new ReplyBudget(limits.maxReplyBytes());
        revisions.begin();
        Reply reply = switch (operation) {
            case Put put -> put(put);
            case DeleteRange delete -> delete(delete);
            case Range range -> range(range);
            case Txn txn -> txn(txn);
            case Compact compact -> compact(compact);
            case TokenWrite write -> write(write);
            case OpenSession _ -> throw new IllegalArgumentException("sessions are opened in the session table");
        };
        if (reply instanceof Failure) {
            revisions.rollback();
        } else {
            revisions.commit();
        }
        return reply;
    }

    @Override
    public Reply put(Put put) {
        Version before = store.live(put.key());
        ErrorCode error = PutRules.check(put, before);
        if (error != null) {
            return failure(error);
        }
        KeyValue previous = put.prevKv() && before != null ? KeyValue.of(put.key(), before) : null;
        if (previous != null && !budget.take(previous)) {
            return failure(ErrorCode.REPLY_TOO_LARGE);
        }
        byte[] value = put.ignoreValue() && before != null ? before.value() : put.value();
        long lease = put.ignoreLease() && before != null ? before.lease() : put.lease();
        revisions.put(put.key(), before, value, lease);
        return new PutReply(revisions.reached(), previous);
    }

    @Override
    public Reply delete(DeleteRange delete) {
        return KeyRange.isSingle(delete.rangeEnd())
                ? deleteKey(delete)
                : deleteKeys(KeyRange.of(delete.key(), delete.rangeEnd()), delete.prevKv());
    }

    private Reply deleteKey(DeleteRange delete) {
        Version before = store.live(delete.key());
        if (before == null) {
            return new DeleteReply(revisions.reached(), 0, List.of());
        }
        List<KeyValue> previous = previousOf(delete, before);
        if (previous == null) {
            return failure(ErrorCode.REPLY_TOO_LARGE);
        }
        revisions.delete(delete.key(), before);
        return new DeleteReply(revisions.reached(), 1, previous);
    }

    private @Nullable List<KeyValue> previousOf(DeleteRange delete, Version before) {
        if (!delete.prevKv()) {
            return List.of();
        }
        KeyValue previous = KeyValue.of(delete.key(), before);
        return budget.take(previous) ? List.of(previous) : null;
    }

    /** Finds the keys first: a cursor over the store does not survive a write to it. */
    private Reply deleteKeys(KeyRange keys, boolean prevKv) {
        List<byte[]> found = new ArrayList<>();
        List<Version> versions = new ArrayList<>();
        List<KeyValue> previous = new ArrayList<>();
        VersionCursor cursor = store.liveCursor(keys.from(), keys.to());
        while (cursor.next()) {
            found.add(cursor.key());
            versions.add(cursor.version());
            if (prevKv) {
                KeyValue entry = KeyValue.of(cursor.key(), cursor.version());
                if (!budget.take(entry)) {
                    return failure(ErrorCode.REPLY_TOO_LARGE);
                }
                previous.add(entry);
            }
        }
        for (int i = 0; i < found.size(); i++) {
            revisions.delete(found.get(i), versions.get(i));
        }
        return new DeleteReply(revisions.reached(), found.size(), previous);
    }

    @Override
    public Reply range(Range range) {
        return new RangeReader(store, revisions.reached(), revisions.compacted(), budget).read(range, true);
    }

    @Override
    public long revision() {
        return revisions.reached();
    }

    private Reply txn(Txn txn) {
        TxnPlan plan = TxnPlan.of(store, txn);
        ErrorCode error = plan.checkPuts(store);
        if (error == null) {
            error = plan.checkRanges(revisions.current(), revisions.compacted());
        }
        return error == null ? plan.run(this) : failure(error);
    }

    private Reply compact(Compact compact) {
        if (compact.revision() <= revisions.compacted()) {
            return failure(ErrorCode.COMPACTED);
        }
        if (compact.revision() > revisions.current()) {
            return failure(ErrorCode.FUTURE_REVISION);
        }
        revisions.compact(compact.revision());
        return new CompactReply(revisions.current());
    }

    private Reply write(TokenWrite write) {
        if (write.token() != revisions.current() + 1) {
            return failure(ErrorCode.TOKEN_CONFLICT);
        }
        Version before = store.live(write.key());
        if (write.value().length != 0) {
            revisions.put(write.key(), before, write.value(), 0);
        } else if (before != null) {
            revisions.delete(write.key(), before);
        }
        revisions.advance();
        return new TokenReply(revisions.current());
    }

    private Failure failure(ErrorCode code) {
        return new Failure(code, revisions.current());
    }
}
