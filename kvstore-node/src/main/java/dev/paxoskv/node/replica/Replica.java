package dev.paxoskv.node.replica;

import dev.paxoskv.node.codec.OperationCodec;
import dev.paxoskv.node.paxos.Effect;
import dev.paxoskv.node.paxos.Effect.Role;
import dev.paxoskv.node.paxos.PaxosNode;
import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.paxos.session.SessionEffect;
import dev.paxoskv.node.paxos.session.SessionInput;
import dev.paxoskv.node.paxos.session.SessionInput.CommandResult;
import dev.paxoskv.node.paxos.session.SessionNode;
import dev.paxoskv.node.replica.CoreLoop.NodeHaltedException;
import dev.paxoskv.node.replica.NodeStatus.State;
import dev.paxoskv.node.statemachine.ErrorCode;
import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.Reply;
import dev.paxoskv.node.statemachine.Requests;
import dev.paxoskv.node.statemachine.StateMachine;
import dev.paxoskv.node.storage.CheckpointPolicy;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageException;
import dev.paxoskv.node.transport.SnapshotServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * One running member: the pure core with a disk, a network and clients around it.
 *
 * <p>Five threads, each of which owns its part: the <em>core</em> steps the protocol, the <em>disk</em> thread makes records
 * durable and lets go what they vouch for, the <em>applier</em> owns the state machine, makes checkpoints and installs
 * snapshots, the <em>pages</em> thread reads the log for members that are behind, and the <em>fetch</em> thread gets the
 * snapshot of another member when this node is far behind itself. The first error that any of them does not expect stops
 * all: nothing more is promised, accepted, applied or answered.
 */
public final class Replica implements KeyValueService, ClusterAdmin, SnapshotService {
    private static final Logger LOG = Logger.getLogger(Replica.class);
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    /** A capture that no member has read from for so long is let go of. */
    private static final Duration CAPTURE_IDLE_LIMIT = Duration.ofMinutes(1);

    private final ReplicaOptions options;
    private final NodeStorage storage;
    private final Genesis genesis;
    private final String name;
    private final Surroundings around;
    private final ReplicaListener listener;
    private final Phase phase = new Phase();
    private final Applier applier;
    private final CoreLoop core;
    private final DiskWriter disk;
    private final PageServer pages;
    private final Captures captures;
    private final SnapshotFetcher fetcher;
    private final Worker coreWorker;
    private final Worker diskWorker;
    private final Worker applierWorker;
    private final Worker pagesWorker;
    private final Worker fetchWorker;
    private final AtomicBoolean failed = new AtomicBoolean();
    private volatile CoreView coreView;

    /**
     * A replica over an open data directory; it does nothing before {@link #start}.
     *
     * @param options how it runs
     * @param storage its data; stays the caller's to close, after {@link #stop}
     * @param genesis what its cluster was formed with
     * @param name its label
     * @param around what it needs of the process around it
     */
    public Replica(ReplicaOptions options, NodeStorage storage, Genesis genesis, String name, Surroundings around) {
        this.options = options;
        this.storage = storage;
        this.genesis = genesis;
        this.name = name;
        this.around = around;
        this.listener = around.listener();
        StateMachine machine = new StateMachine(storage.state(), options.limits());
        MemberId self = storage.member();
        Recovered recovered = storage.recovered().chosenUpToAtLeast(machine.appliedSlot());
        SessionNode<Reply> node = new SessionNode<>(
                options.tuning(),
                genesis,
                self,
                recovered,
                machine.appliedSlot(),
                around.random(),
                machine.incarnation(self.value()),
                incarnation -> OperationCodec.encode(new Operation.OpenSession(self.value(), incarnation)));
        this.coreView = CoreView.of(node);
        ChosenQueue chosen = new ChosenQueue(options.applyQueueBytes(), recovered.chosenUpTo());
        this.core = new CoreLoop(
                node, self, new Wiring(chosen), System::nanoTime, options.tick().toNanos(), options.deadlineTicks());
        this.disk = new DiskWriter(storage, core::release, id -> core.report(new SessionInput.Persisted<>(id)));
        Progress progress = new Progress();
        this.pages = new PageServer(
                storage.log(), disk, (to, page) -> around.network().send(envelope(to, page)), progress::damaged);
        this.captures = new Captures(
                genesis,
                options.limits(),
                around.random(),
                storage.log()::firstSlot,
                System::nanoTime,
                CAPTURE_IDLE_LIMIT);
        Checkpointer checkpoints = checkpointer(machine, progress);
        this.applier = new Applier(
                storage,
                machine,
                chosen,
                disk,
                checkpoints,
                new Installer(storage, disk, checkpoints, options.limits()),
                genesis,
                recovered,
                core::ownSession,
                progress);
        this.captures.madeBy(applier::capture);
        this.fetcher = new SnapshotFetcher(genesis, around.network(), around.directory(), System::nanoTime, progress);
        this.coreWorker = new Worker("paxos-core", core, this::fail);
        this.diskWorker = new Worker("paxos-disk", disk, this::fail);
        this.applierWorker = new Worker("paxos-apply", applier, this::fail);
        this.pagesWorker = new Worker("paxos-pages", pages, this::fail);
        this.fetchWorker = new Worker("paxos-fetch", fetcher, this::fail);
    }

    private Checkpointer checkpointer(StateMachine machine, Progress progress) {
        CheckpointPolicy policy = new CheckpointPolicy(
                options.checkpointBytes(), options.checkpointInterval().toNanos(), System.nanoTime());
        return new Checkpointer(
                storage,
                disk,
                policy,
                options.tail(),
                System::nanoTime,
                captures::wantedLog,
                machine.appliedSlot(),
                progress);
    }

    private Envelope envelope(MemberId to, Message message) {
        return new Envelope(genesis.cluster(), storage.member(), to, Envelope.PROTOCOL_VERSION, message);
    }

    /** Starts the threads. */
    public void start() {
        phase.enter(State.SERVING, "");
        List.of(diskWorker, applierWorker, pagesWorker, fetchWorker, coreWorker).forEach(Worker::start);
    }

    /** Gives other members snapshots of this node's state. */
    public SnapshotServer snapshots() {
        return captures;
    }

    /** Takes messages of other members, on any thread. */
    public void received(List<Envelope> envelopes) {
        core.received(envelopes);
    }

    // clients

    @Override
    public CompletableFuture<Reply> write(Operation operation) {
        ErrorCode error = Requests.check(operation, options.limits());
        if (error != null) {
            return CompletableFuture.completedFuture(
                    new Reply.Failure(error, applier.view().revision()));
        }
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        submit(new CoreInput.Write(OperationCodec.encode(operation), reply), reply);
        return reply;
    }

    @Override
    public CompletableFuture<ReadView> read(Consistency consistency) {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        switch (consistency) {
            case STALE -> ready.complete(null);
            case LINEARIZABLE -> submit(new CoreInput.Read(ready), ready);
        }
        return ready.thenApply(done -> applier.view());
    }

    private void submit(CoreInput request, CompletableFuture<?> future) {
        Phase.Now now = phase.now();
        if (now.state() != State.SERVING) {
            future.completeExceptionally(Failures.notServing(now.detail()));
        } else if (!core.request(request)) {
            listener.overloaded();
            future.completeExceptionally(Failures.overloaded());
        }
    }

    @Override
    public CompletableFuture<SnapshotHandle> snapshot() {
        return read(Consistency.LINEARIZABLE).thenCompose(everythingAcknowledged -> captures.forBackup());
    }

    // administrators

    @Override
    public ClusterView view() {
        return coreView.clusterView(status());
    }

    @Override
    public CompletableFuture<ClusterView> confirmed() {
        return read(Consistency.LINEARIZABLE).thenApply(state -> view());
    }

    @Override
    public CompletableFuture<ChangeOutcome> change(long expectedEpoch, Change change) {
        CompletableFuture<ChangeOutcome> outcome = new CompletableFuture<>();
        submit(new CoreInput.Change(expectedEpoch, change, outcome), outcome);
        return outcome;
    }

    @Override
    public CompletableFuture<ChangeOutcome> transfer(MemberId target) {
        CompletableFuture<ChangeOutcome> outcome = new CompletableFuture<>();
        submit(new CoreInput.Transfer(target, outcome), outcome);
        return outcome;
    }

    @Override
    public NodeStatus status() {
        CoreView now = coreView;
        ReadView view = applier.view();
        Phase.Now here = phase.now();
        return new NodeStatus(
                here.state(),
                here.detail(),
                storage.member(),
                name,
                Optional.of(genesis),
                now.protocol().role(),
                now.protocol().leader(),
                now.protocol().promised(),
                now.protocol().chosenUpTo(),
                view.appliedSlot(),
                view.revision(),
                now.protocol().configuration().members(),
                now.sessionOpen(),
                now.pendingWrites(),
                now.pendingReads(),
                around.storedBytes().getAsLong());
    }

    // the end

    /**
     * Stops: hands the leadership over if this node has it, then no new requests, up to the given time for those under way,
     * and a last checkpoint, so that the next start has nothing to replay. What is not answered by then ends as unknown.
     * Blocks until all threads have ended.
     */
    public void stop(Duration patience) {
        handOver(patience);
        if (phase.enter(State.STOPPING, "the node is stopping")) {
            await(core.drained(), patience, "some requests were still open when the node stopped; they end as unknown");
        }
        captures.close();
        fetcher.stop();
        // the core first: nothing new is chosen; then what is on its way to the disk; then the applied state
        boolean ended = end(coreWorker);
        ended &= end(fetchWorker);
        ended &= end(applierWorker);
        ended &= failed.get() || disk.awaitBarrier(END_LIMIT);
        ended &= end(pagesWorker);
        ended &= end(diskWorker);
        if (ended && !failed.get()) {
            checkpointAtEnd();
        } else if (!ended) {
            LOG.warn("a thread of the node did not end in time; nothing is lost, the next start replays the journal");
        }
    }

    /**
     * Lets another voter lead, if this node does and there is another: clients then wait for one round of messages, and not
     * until the others miss their leader. The node serves requests all the while.
     */
    public void handOver(Duration patience) {
        PaxosNode.Status now = coreView.protocol();
        boolean needed = phase.now().state() == State.SERVING
                && now.role() == Role.LEADER
                && now.latest().voters().size() > 1;
        if (needed) {
            await(
                    transfer(MemberId.NONE),
                    patience,
                    "nobody took the leadership over when the node stopped; the others elect a leader when they miss it");
        }
    }

    private static boolean end(Worker worker) {
        worker.stop();
        return worker.join(END_LIMIT);
    }

    private void checkpointAtEnd() {
        try {
            applier.checkpointAtEnd().join();
        } catch (RuntimeException failure) {
            LOG.error("no checkpoint at the end: the next start replays the journal", failure);
        }
    }

    private static void await(CompletableFuture<?> event, Duration limit, String otherwise) {
        try {
            event.get(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            LOG.info(otherwise);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void fail(Throwable thrown) {
        if (failed.getAndSet(true)) {
            return;
        }
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        boolean expected = failure instanceof NodeHaltedException || failure instanceof StorageException;
        String reason = expected ? String.valueOf(failure.getMessage()) : failure.toString();
        phase.enter(State.FAILED, "the node has stopped: " + reason);
        LOG.fatal("the node stops, since it cannot go on safely: " + reason, expected ? null : failure);
        fetcher.stop();
        List.of(coreWorker, diskWorker, applierWorker, pagesWorker, fetchWorker).forEach(Worker::stop);
        around.onFailure().accept(reason);
    }

    /** What the applier and its helpers tell. */
    private final class Progress implements Applier.Listener, Checkpointer.Listener, SnapshotFetcher.Listener {
        @Override
        public void applied(long slot, List<CommandResult<Reply>> results) {
            listener.applied(slot);
            core.report(new SessionInput.Applied<>(slot, results));
        }

        @Override
        public void digest(long slot, long hash) {
            core.report(new SessionInput.Digest<>(slot, hash));
        }

        @Override
        public void truncated(long upToSlot) {
            core.report(new SessionInput.Truncated<>(upToSlot));
        }

        @Override
        public void damaged(long slot) {
            core.report(new SessionInput.Damaged<>(slot));
        }

        @Override
        public void fetched(StagedSnapshot snapshot) {
            applier.install(snapshot);
        }

        @Override
        public void notFetched() {
            core.report(new SessionInput.InstallFailed<>());
        }

        @Override
        public void installed(
                long slot, SortedMap<Long, Configuration> configurations, List<CommandResult<Reply>> kept) {
            LOG.infof("%s: the state of slot %d, of another member, is installed", name, slot);
            listener.installed(slot);
            core.report(new SessionInput.Installed<>(slot, configurations, kept));
        }

        @Override
        public void idle() {
            captures.expire();
        }

        @Override
        public void notInstalled() {
            core.report(new SessionInput.InstallFailed<>());
        }

        @Override
        public void failed(Throwable failure) {
            fail(failure);
        }
    }

    /** Where the core's effects go. */
    private final class Wiring implements CoreLoop.Outlets {
        private final ChosenQueue chosen;
        private final Announcer announcer = new Announcer(name, listener);

        Wiring(ChosenQueue chosen) {
            this.chosen = chosen;
        }

        @Override
        public void send(Envelope envelope) {
            around.network().send(envelope);
        }

        @Override
        public void persist(List<Effect.Persist> requests) {
            disk.write(requests);
        }

        @Override
        public void apply(List<ChosenQueue.Chosen> entries) {
            chosen.add(entries);
        }

        @Override
        public void servePage(Effect.ServePage page) {
            pages.serve(page);
        }

        @Override
        public void fetchSnapshot(MemberId from) {
            fetcher.fetch(from);
        }

        @Override
        public void leadershipChanged(Effect.LeadershipChanged change) {
            announcer.leadershipChanged(change);
        }

        @Override
        public void configurationChanged(Effect.ConfigurationChanged change) {
            announcer.configurationChanged(change);
        }

        @Override
        public void removed(Effect.Removed removed) {
            String text = Failures.removed(storage.member(), removed.epoch());
            if (phase.enter(State.REMOVED, text)) {
                announcer.removed(text);
            }
        }

        @Override
        public void diverged(Effect.Diverged diverged) {
            announcer.diverged(diverged);
        }

        @Override
        public void refused(SessionEffect.Failure failure) {
            if (failure == SessionEffect.Failure.OVERLOADED) {
                listener.overloaded();
            }
        }

        @Override
        public void statusDue(SessionNode<Reply> node) {
            CoreView now = CoreView.of(node);
            coreView = now;
            announcer.status(now.protocol());
        }
    }
}
