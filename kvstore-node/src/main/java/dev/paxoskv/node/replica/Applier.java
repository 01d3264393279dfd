package dev.paxoskv.node.replica;

import dev.paxoskv.node.codec.OperationCodec;
import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Configurations;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.paxos.session.SessionInput.ApplyOutcome;
import dev.paxoskv.node.paxos.session.SessionInput.CommandResult;
import dev.paxoskv.node.replica.ChosenQueue.Chosen;
import dev.paxoskv.node.snapshot.SnapshotException;
import dev.paxoskv.node.snapshot.SnapshotHeader;
import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.Outcome;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.Reply;
import dev.paxoskv.node.statemachine.StateMachine;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * The applier thread: applies chosen entries in slot order, shows the state to readers, tells the core the results of this
 * node's own commands, and removes what compaction gave up.
 *
 * <p>A damaged entry of the log holds it up until the core has had it repaired by another member.
 */
final class Applier implements Worker.Task {
    private static final Logger LOG = Logger.getLogger(Applier.class);

    private static final int GROUP_BYTES = 1 << 20;
    private static final int COMPACTION_SLICE = 2_000;

    /** At every such slot the members compare what their state machines came to. */
    static final int DIGEST_EVERY = 1024;

    /** How long to wait before a slot that is being repaired is looked at again. */
    private static final long REPAIR_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final NodeStorage storage;
    private final ChosenQueue queue;
    private final DiskWriter disk;
    private final Checkpointer checkpoints;
    private final Installer installer;
    private final Configurations configurations;
    private final LongSupplier ownSession;
    private final Listener listener;
    private final Mailbox<Job> jobs = new Mailbox<>(Integer.MAX_VALUE);
    private volatile StateMachine machine;
    private List<CommandResult<Reply>> results = new ArrayList<>();
    private boolean compacting = true;
    private long applied;

    /**
     * The last slot whose entry was met. Behind {@link #applied} only after a start whose log knows less to be chosen than the
     * state has applied: what lies between is met again for the configurations in it.
     */
    private long met;

    /** What others want of the state. */
    private sealed interface Job {

        /** Pin it as it is. */
        record MakeCapture(CompletableFuture<Capture> made) implements Job {}

        /** Put another in its place. */
        record Install(StagedSnapshot snapshot) implements Job {}
    }

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

        /**
         * Another member's state is in the place of this one's, durably, and readers see it.
         *
         * @param slot the last slot that it covers
         * @param configurations the configuration commands up to there
         * @param kept the replies that it keeps for this node's session
         */
        void installed(long slot, SortedMap<Long, Configuration> configurations, List<CommandResult<Reply>> kept);

        /** A snapshot was not installed. */
        void notInstalled();

        /** A round is over; there is one now and then also when nothing is chosen. */
        void idle();
    }

    /**
     * An applier that goes on after what the state machine has applied.
     *
     * @param storage the node's data
     * @param machine the state machine on the storage's state
     * @param queue what is chosen
     * @param disk what a read of the log has to wait for
     * @param checkpoints makes the applied state durable
     * @param installer puts another state in its place
     * @param genesis what the cluster was formed with
     * @param recovered what the log knew at the start
     * @param ownSession the session of this node's clients
     * @param listener told what was applied
     */
    Applier(
            NodeStorage storage,
            StateMachine machine,
            ChosenQueue queue,
            DiskWriter disk,
            Checkpointer checkpoints,
            Installer installer,
            Genesis genesis,
            Recovered recovered,
            LongSupplier ownSession,
            Listener listener) {
        this.storage = storage;
        this.machine = machine;
        this.queue = queue;
        this.disk = disk;
        this.checkpoints = checkpoints;
        this.installer = installer;
        this.ownSession = ownSession;
        this.listener = listener;
        this.applied = machine.appliedSlot();
        this.met = Math.min(applied, recovered.chosenUpTo());
        this.configurations =
                Configurations.of(genesis, recovered.configurations().headMap(met + 1));
    }

    /** The state after the last finished group of slots. Any thread. */
    ReadView view() {
        return machine.view();
    }

    /** Pins the state as it is at the next opportunity. Any thread. */
    CompletableFuture<Capture> capture() {
        CompletableFuture<Capture> made = new CompletableFuture<>();
        if (!ask(new Job.MakeCapture(made))) {
            refuse(made);
        }
        return made;
    }

    /** Puts another member's snapshot in the place of the state, unless that has come as far by itself. Any thread. */
    void install(StagedSnapshot snapshot) {
        ask(new Job.Install(snapshot));
    }

    private boolean ask(Job job) {
        boolean taken = jobs.put(job);
        queue.wake();
        return taken;
    }

    private static void refuse(CompletableFuture<Capture> capture) {
        capture.completeExceptionally(Failures.notServing("the node is stopping"));
    }

    /** Nobody will do what is still asked for. */
    @Override
    public void ended() {
        for (Job job : jobs.close()) {
            if (job instanceof Job.MakeCapture(CompletableFuture<Capture> made)) {
                refuse(made);
            }
        }
    }

    @Override
    public void runOnce(long waitNanos) {
        for (Job job : jobs.take(0)) {
            switch (job) {
                case Job.MakeCapture(CompletableFuture<Capture> made) -> makeCapture(made);
                case Job.Install(StagedSnapshot snapshot) -> installNow(snapshot);
            }
        }
        ChosenQueue.Taken taken = queue.take(met, compacting ? 0 : waitNanos);
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
        checkpoints.tidy(met);
        listener.idle();
    }

    private void makeCapture(CompletableFuture<Capture> made) {
        if (met < applied) {
            made.completeExceptionally(Failures.notServing("the node repairs its log"));
        } else {
            made.complete(new Capture(machine.capture(), configurations.neededBehind(applied)));
        }
    }

    private void installNow(StagedSnapshot snapshot) {
        try (snapshot) {
            SnapshotHeader header = snapshot.header();
            if (header.slot() > applied) {
                machine = installer.install(machine, snapshot);
                applied = header.slot();
                met = applied;
                results = new ArrayList<>();
                configurations.replace(header.configurations());
                queue.installed(applied);
                listener.installed(applied, header.configurations(), kept(ownSession.getAsLong()));
                return;
            }
        } catch (IOException | SnapshotException unusable) {
            LOG.warnf("a snapshot that was fetched cannot be used: %s", unusable.getMessage());
        }
        listener.notInstalled();
    }

    /** What the state says of this node's session: that it is open, and the replies that it keeps; or that it is not. */
    private List<CommandResult<Reply>> kept(long session) {
        SortedMap<Long, Reply> replies = machine.kept(session);
        if (replies == null) {
            return List.of(new CommandResult<>(session, 0, new ApplyOutcome.SessionUnknown<>()));
        }
        long member = storage.member().value();
        List<CommandResult<Reply>> kept = new ArrayList<>();
        kept.add(new CommandResult<>(
                session,
                0,
                new ApplyOutcome.Applied<>(new Reply.SessionReply(
                        machine.view().revision(), session, member, machine.incarnation(member)))));
        replies.forEach((sequence, reply) ->
                kept.add(new CommandResult<>(session, sequence, new ApplyOutcome.Applied<>(reply))));
        return kept;
    }

    /** Applies what did not fit into the queue, or was chosen before this process started; false if it has to wait. */
    private boolean applyFromLog(long upTo) {
        if (met < upTo) {
            // what is chosen may be on its way to the disk here, and the log hold an older ballot's value until then
            disk.barrier().join();
        }
        while (met < upTo) {
            List<AcceptedEntry> page = storage.log().read(met + 1, GROUP_BYTES, upTo);
            if (page.isEmpty()) {
                requireRepair(met + 1);
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
                meetAgain(chosen);
                continue;
            }
            int size = chosen.entry().size();
            apply(chosen);
            applied = chosen.slot();
            met = applied;
            checkpoints.applied(applied, size);
            bytes += size;
            if (bytes >= GROUP_BYTES || applied % DIGEST_EVERY == 0) {
                finishGroup();
                bytes = 0;
            }
        }
        finishGroup();
    }

    private void meetAgain(Chosen chosen) {
        if (chosen.slot() > met) {
            met = chosen.slot();
            if (chosen.entry() instanceof Entry.Reconfiguration(Configuration configuration)) {
                configurations.chosen(met, configuration);
            }
        }
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

    private void apply(Chosen chosen) {
        switch (chosen.entry()) {
            case Entry.NoOp noOp -> {}
            case Entry.Batch batch -> batch.commands().forEach(this::apply);
            case Entry.Reconfiguration(Configuration configuration) -> apply(chosen.slot(), configuration);
            case Entry.Unknown unknown ->
                throw new IllegalStateException("the core halts before an entry of kind " + unknown.kind());
        }
    }

    /** Whom it makes a member is the core's business; the sessions of members that were removed are over. */
    private void apply(long slot, Configuration configuration) {
        configurations.chosen(slot, configuration);
        boolean counts = machine.reconfigured(
                configuration.epoch(),
                configuration.removed().stream().map(MemberId::value).toList());
        if (counts && configuration.isRemoved(storage.member())) {
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
