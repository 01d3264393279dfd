package dev.paxoskv.node.statemachine;

import dev.paxoskv.node.statemachine.Operation.DeleteRange;
import dev.paxoskv.node.statemachine.Operation.Put;
import dev.paxoskv.node.statemachine.Operation.Range;
import dev.paxoskv.node.statemachine.Operation.Txn;

/** Runs transactions that only read. */
final class TxnReader implements TxnPlan.Executor {

    private final StateView view;
    private final long revision;
    private final long compactRevision;
    private final RangeReader ranges;

    TxnReader(StateView view, long revision, long compactRevision, ReplyBudget budget) {
        this.view = view;
        this.revision = revision;
        this.compactRevision = compactRevision;
        ranges = new RangeReader(view, revision, compactRevision, budget);
    }

    Reply run(Txn txn) {
        TxnPlan plan = TxnPlan.of(view, txn);
        ErrorCode error = plan.checkRanges(revision, compactRevision);
        return error == null ? plan.run(this) : new Reply.Failure(error, revision);
    }

    @Override
    public Reply range(Range range) {
        return ranges.read(range, true);
    }

    @Override
    public Reply put(Put put) {
        throw new IllegalArgumentException("a view cannot be written to");
    }

    @Override
    public Reply delete(DeleteRange delete) {
        throw new IllegalArgumentException("a view cannot be written to");
    }

    @Override
    public long revision() {
        return revision;
    }
}
