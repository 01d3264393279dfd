package dev.paxoskv.node.replica;

import dev.paxoskv.node.codec.OperationCodec;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.session.SessionInput.ApplyOutcome;
import dev.paxoskv.node.paxos.session.SessionInput.CommandResult;
import dev.paxoskv.node.replica.ChosenQueue.Chosen;
import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.Outcome;
import dev.paxoskv.node.statemachine.Reply;
import dev.paxoskv.node.statemachine.StateMachine;
import dev.paxoskv.node.storage.CheckpointPolicy;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * The applier thread: applies chosen entries in slot order, shows the state to readers, tells the core the results of this
 * node's own commands, removes what compaction gave up, and makes checkpoints.
 */
final class Applier implements Worker.Task {
    private static final int GROUP_BYTES = 1 << 20;
    private static final int COMPACTION_SLICE = 2_000;

    private final NodeStorage storage;
    private final StateMachine machine;
    private final ChosenQueue queue;
    private final DiskWriter disk;
    private final CheckpointPolicy checkpoints;
    private final LongSupplier nanoTime;
    private final LongSupplier ownSession;
    private final Listener listener;
    private List<CommandResult<Reply>> results = new ArrayList<>();
    private boolean compacting = true;
    private long applied;

    /** Told what the state machine of this node did. */
    interface Listener {

        /**
         * Every slot up to this one is applied, and readers see it.
         *
         * @param slot the slot
         * @param results what became of the commands of this node's session
         */
        void applied(long slot, List<CommandResult<Reply>> results);

        /** A checkpoint could not be made durable. Any thread. */
        void failed(Throwable failure);
    }

    /**
     * An applier that goes on after what the state machine has applied.
     *
     * @param storage the node's data
     * @param machine the state machine on the storage's state
     * @param queue what is chosen
     * @param disk what a checkpoint has to wait for
     * @param checkpoints says when one is due
     * @param nanoTime a clock that never goes back
     * @param ownSession the session of this node's clients
     * @param listener told what was applied
     */
    Applier(
            NodeStorage storage,
            StateMachine machine,
            ChosenQueue queue,
            DiskWriter disk,
            CheckpointPolicy checkpoints,
            LongSupplier nanoTime,
            LongSupplier ownSession,
            Listener listener) {
        this.storage = storage;
        this.machine = machine;
        this.queue = queue;
        this.disk = disk;
        this.checkpoints = checkpoints;
        this.nanoTime = nanoTime;
        this.ownSession = ownSession;
        this.listener = listener;
        this.applied = machine.appliedSlot();
    }

    @Override
    public void runOnce(long waitNanos) {
        ChosenQueue.Taken taken = queue.take(applied, compacting ? 0 : waitNanos);
        long firstQueued = taken.entries().isEmpty()
                ? taken.chosenUpTo() + 1
                : taken.entries().getFirst().slot();
        applyFromLog(firstQueued - 1);
        applyGroups(taken.entries());
        compacting = machine.compactStep(COMPACTION_SLICE);
        checkpointIfDue();
    }

    /** Applies what did not fit into the queue, or was chosen before this process started. */
    private void applyFromLog(long upTo) {
        if (applied < upTo) {
            // what is chosen may be on its way to the disk here, and the log hold an older ballot's value until then
            disk.barrier().join();
        }
        while (applied < upTo) {
            List<AcceptedEntry> page = storage.log().read(applied + 1, GROUP_BYTES, upTo);
            if (page.isEmpty()) {
                throw new StorageException(
                        "slot " + (applied + 1) + " is chosen, but the log of this node does not hold it."
                                + " Its data directory is damaged: replace the member");
            }
            applyGroups(page.stream()
                    .map(entry -> new Chosen(entry.slot(), entry.entry()))
                    .toList());
        }
    }

    private void applyGroups(List<Chosen> entries) {
        long bytes = 0;
        for (Chosen chosen : entries) {
            if (chosen.slot() <= applied) {
                continue;
            }
            apply(chosen.entry());
            applied = chosen.slot();
            bytes += chosen.entry().size();
            if (bytes >= GROUP_BYTES) {
                finishGroup();
                bytes = 0;
            }
        }
        finishGroup();
    }

    private void finishGroup() {
        if (applied == machine.appliedSlot()) {
            return;
        }
        machine.finishSlot(applied);
        List<CommandResult<Reply>> group = results;
        results = new ArrayList<>();
        listener.applied(applied, group);
        checkpointIfDue();
    }

    private void apply(Entry entry) {
        switch (entry) {
            case Entry.NoOp noOp -> {}
            case Entry.Batch batch -> batch.commands().forEach(this::apply);
            case Entry.Reconfiguration change -> {} // the core's business
            case Entry.Unknown unknown ->
                throw new IllegalStateException("the core halts before an entry of kind " + unknown.kind());
        }
    }

    private void apply(Command command) {
        Operation operation = OperationCodec.decode(command.payload());
        Outcome outcome = machine.apply(command.session(), command.sequence(), command.mark(), operation);
        if (command.session() == ownSession.getAsLong()) {
            results.add(new CommandResult<>(command.session(), command.sequence(), outcome(operation, outcome)));
        }
    }

    private ApplyOutcome<Reply> outcome(Operation operation, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Applied(Reply reply, boolean repeated) -> new ApplyOutcome.Applied<>(reply);
            case Outcome.Refused(Outcome.Reason reason) ->
                switch (reason) {
                    case UNKNOWN_SESSION -> new ApplyOutcome.SessionUnknown<>();
                    case BELOW_MARK -> new ApplyOutcome.BelowMark<>();
                    case BEYOND_WINDOW, TOO_MANY_SESSIONS -> new ApplyOutcome.TableFull<>();
                    case STALE_INCARNATION -> new ApplyOutcome.IncarnationTooLow<>(incarnationAhead(operation));
                };
        };
    }

    private long incarnationAhead(Operation operation) {
        return operation instanceof Operation.OpenSession open ? machine.incarnation(open.memberId()) : 0;
    }

    /** After each group, not only when the queue is empty: a node that catches up must not collect it all in memory. */
    private void checkpointIfDue() {
        if (storage.wantsCheckpoint() || checkpoints.due(storage.journaledBytes(), nanoTime.getAsLong())) {
            checkpoint();
        }
    }

    /**
     * Begins to make the applied state durable. First the log is made durable up to the applied slot: a slot may be chosen by
     * the others before this node's own record of it is on the disk, and a checkpoint must not be ahead of its log.
     */
    private void checkpoint() {
        disk.barrier().join();
        var _ = checkpointNow().whenComplete((done, failure) -> {
            if (failure != null) {
                listener.failed(failure);
            }
        });
    }

    /** Begins to make the applied state durable, given that the log is. The applier's thread, or after its end. */
    CompletableFuture<Void> checkpointNow() {
        long journaled = storage.journaledBytes();
        machine.saveMeta();
        checkpoints.done(journaled, nanoTime.getAsLong());
        return storage.checkpoint(machine.appliedSlot());
    }
}
