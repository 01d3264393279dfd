package dev.paxoskv.node.replica;

import dev.paxoskv.node.codec.OperationCodec;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.paxos.session.SessionInput.ApplyOutcome;
import dev.paxoskv.node.paxos.session.SessionInput.CommandResult;
import dev.paxoskv.node.replica.ChosenQueue.Chosen;
import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.Outcome;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.Reply;
import dev.paxoskv.node.statemachine.StateMachine;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The applier thread: applies chosen entries in slot order, shows the state to readers, tells the core the results of this
 * node's own commands, and removes what compaction gave up.
 *
 * <p>A damaged entry of the log holds it up until the core has had it repaired by another member.
 */
final class Applier implements Worker.Task {
    private static final int GROUP_BYTES = 1 << 20;
    private static final int COMPACTION_SLICE = 2_000;

    /** At every such slot the members compare what their state machines came to. */
    static final int DIGEST_EVERY = 1024;

    /** How long to wait before a slot that is being repaired is looked at again. */
    private static final long REPAIR_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final NodeStorage storage;
    private final StateMachine machine;
    private final ChosenQueue queue;
    private final DiskWriter disk;
    private final Checkpointer checkpoints;
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

        /**
         * What the state machine came to.
         *
         * @param slot the last slot applied
         * @param hash the hash over everything applied
         */
        void digest(long slot, long hash);

        /** The log's entry of this chosen slot is not what was written. */
        void damaged(long slot);
    }

    /**
     * An applier that goes on after what the state machine has applied.
     *
     * @param storage the node's data
     * @param machine the state machine on the storage's state
     * @param queue what is chosen
     * @param disk what a read of the log has to wait for
     * @param checkpoints makes the applied state durable
     * @param ownSession the session of this node's clients
     * @param listener told what was applied
     */
    Applier(
            NodeStorage storage,
            StateMachine machine,
            ChosenQueue queue,
            DiskWriter disk,
            Checkpointer checkpoints,
            LongSupplier ownSession,
            Listener listener) {
        this.storage = storage;
        this.machine = machine;
        this.queue = queue;
        this.disk = disk;
        this.checkpoints = checkpoints;
        this.ownSession = ownSession;
        this.listener = listener;
        this.applied = machine.appliedSlot();
    }

    /** The state after the last finished group of slots. Any thread. */
    ReadView view() {
        return machine.view();
    }

    @Override
    public void runOnce(long waitNanos) {
        ChosenQueue.Taken taken = queue.take(applied, compacting ? 0 : waitNanos);
        long firstQueued = taken.entries().isEmpty()
                ? taken.chosenUpTo() + 1
                : taken.entries().getFirst().slot();
        if (applyFromLog(firstQueued - 1)) {
            applyGroups(taken.entries());
        } else {
            LockSupport.parkNanos(REPAIR_NANOS);
        }
        compacting = machine.compactStep(COMPACTION_SLICE);
        checkpoints.runIfDue(machine);
        checkpoints.tidy();
    }

    /** Applies what did not fit into the queue, or was chosen before this process started; false if it has to wait. */
    private boolean applyFromLog(long upTo) {
        if (applied < upTo) {
            // what is chosen may be on its way to the disk here, and the log hold an older ballot's value until then
            disk.barrier().join();
        }
        while (applied < upTo) {
            List<AcceptedEntry> page = storage.log().read(applied + 1, GROUP_BYTES, upTo);
            if (page.isEmpty()) {
                requireRepair(applied + 1);
                return false;
            }
            applyGroups(page.stream()
                    .map(entry -> new Chosen(entry.slot(), entry.entry()))
                    .toList());
        }
        return true;
    }

    private void requireRepair(long slot) {
        if (storage.log().damaged().orElse(0) != slot) {
            throw new StorageException("slot " + slot + " is chosen, but the log of this node does not hold it."
                    + " Its data directory is damaged: replace the member");
        }
        listener.damaged(slot);
    }

    private void applyGroups(List<Chosen> entries) {
        long bytes = 0;
        for (Chosen chosen : entries) {
            if (chosen.slot() <= applied) {
                continue;
            }
            int size = chosen.entry().size();
            apply(chosen.entry());
            applied = chosen.slot();
            checkpoints.applied(applied, size);
            bytes += size;
            if (bytes >= GROUP_BYTES || applied % DIGEST_EVERY == 0) {
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
        if (applied % DIGEST_EVERY == 0) {
            listener.digest(applied, machine.chainHash());
        }
        checkpoints.runIfDue(machine); // a node that catches up must not collect it all in memory
    }

    private void apply(Entry entry) {
        switch (entry) {
            case Entry.NoOp noOp -> {}
            case Entry.Batch batch -> batch.commands().forEach(this::apply);
            case Entry.Reconfiguration(Configuration configuration) -> apply(configuration);
            case Entry.Unknown unknown ->
                throw new IllegalStateException("the core halts before an entry of kind " + unknown.kind());
        }
    }

    /** Whom it makes a member is the core's business; the sessions of members that were removed are over. */
    private void apply(Configuration configuration) {
        machine.membersRemoved(
                configuration.removed().stream().map(MemberId::value).toList());
        if (configuration.isRemoved(storage.member())) {
            results.add(new CommandResult<>(ownSession.getAsLong(), 0, new ApplyOutcome.SessionUnknown<>()));
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
                    case UNKNOWN_SESSION, MEMBER_REMOVED -> new ApplyOutcome.SessionUnknown<>();
                    case BELOW_MARK -> new ApplyOutcome.BelowMark<>();
                    case BEYOND_WINDOW, TOO_MANY_SESSIONS -> new ApplyOutcome.TableFull<>();
                    case STALE_INCARNATION -> new ApplyOutcome.IncarnationTooLow<>(incarnationAhead(operation));
                };
        };
    }

    private long incarnationAhead(Operation operation) {
        return operation instanceof Operation.OpenSession open ? machine.incarnation(open.memberId()) : 0;
    }

    /** Begins to make the applied state durable, given that the log is. After the end of the applier's thread. */
    CompletableFuture<Void> checkpointAtEnd() {
        return checkpoints.begin(machine);
    }
}
