package dev.paxoskv.node.replica;

import dev.paxoskv.node.codec.OperationCodec;
import dev.paxoskv.node.paxos.Effect;
import dev.paxoskv.node.paxos.PaxosNode;
import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.paxos.session.SessionEffect;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * One running member: the pure core with a disk, a network and clients around it.
 *
 * <p>Four threads, each of which owns its part: the <em>core</em> steps the protocol, the <em>disk</em> thread makes records
 * durable and lets go what they vouch for, the <em>applier</em> owns the state machine and makes checkpoints, and the
 * <em>pages</em> thread reads the log for members that are behind. The first error that any of them does not expect stops
 * all: nothing more is promised, accepted, applied or answered.
 */
public final class Replica implements KeyValueService {
    private static final Logger LOG = Logger.getLogger(Replica.class);
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    private final ReplicaOptions options;
    private final NodeStorage storage;
    private final Genesis genesis;
    private final String name;
    private final LongSupplier storedBytes;
    private final Consumer<String> onFailure;
    private final ReplicaListener listener;
    private final StateMachine machine;
    private final Applier applier;
    private final CoreLoop core;
    private final DiskWriter disk;
    private final PageServer pages;
    private final Worker coreWorker;
    private final Worker diskWorker;
    private final Worker applierWorker;
    private final Worker pagesWorker;
    private final AtomicBoolean failed = new AtomicBoolean();
    private volatile State state = State.STARTING;
    private volatile String detail = "the node is starting";
    private volatile PaxosNode.Status protocol;
    private volatile int pendingWrites;
    private volatile int pendingReads;
    private volatile boolean sessionOpen;

    /**
     * A replica over an open data directory; it does nothing before {@link #start}.
     *
     * @param options how it runs
     * @param storage its data; stays the caller's to close, after {@link #stop}
     * @param genesis what its cluster was formed with
     * @param name its label
     * @param random gives random 64-bit numbers
     * @param network sends a message to another member without blocking, or drops it
     * @param storedBytes says what the data directory takes on disk
     * @param onFailure told why, once, when the replica cannot go on
     * @param listener told what it does
     */
    public Replica(
            ReplicaOptions options,
            NodeStorage storage,
            Genesis genesis,
            String name,
            LongSupplier random,
            Consumer<Envelope> network,
            LongSupplier storedBytes,
            Consumer<String> onFailure,
            ReplicaListener listener) {
        this.options = options;
        this.storage = storage;
        this.genesis = genesis;
        this.name = name;
        this.storedBytes = storedBytes;
        this.onFailure = onFailure;
        this.listener = listener;
        this.machine = new StateMachine(storage.state(), options.limits());
        MemberId self = storage.member();
        Recovered recovered = storage.recovered().chosenUpToAtLeast(machine.appliedSlot());
        SessionNode<Reply> node = new SessionNode<>(
                options.tuning(),
                genesis,
                self,
                recovered,
                machine.appliedSlot(),
                random,
                machine.incarnation(self.value()),
                incarnation -> OperationCodec.encode(new Operation.OpenSession(self.value(), incarnation)));
        this.protocol = node.status();
        ChosenQueue chosen = new ChosenQueue(options.applyQueueBytes(), recovered.chosenUpTo());
        this.core = new CoreLoop(
                node,
                self,
                new Wiring(network, chosen),
                System::nanoTime,
                options.tick().toNanos(),
                options.deadlineTicks());
        this.disk = new DiskWriter(storage, core::release, id -> core.done(new CoreInput.Persisted(id)));
        this.pages = new PageServer(storage.log(), disk, (to, page) -> network.accept(envelope(to, page)));
        this.applier = new Applier(
                storage,
                machine,
                chosen,
                disk,
                new CheckpointPolicy(
                        options.checkpointBytes(), options.checkpointInterval().toNanos(), System.nanoTime()),
                System::nanoTime,
                core::ownSession,
                new Progress());
        this.coreWorker = new Worker("paxos-core", core, this::fail);
        this.diskWorker = new Worker("paxos-disk", disk, this::fail);
        this.applierWorker = new Worker("paxos-apply", applier, this::fail);
        this.pagesWorker = new Worker("paxos-pages", pages, this::fail);
    }

    private Envelope envelope(MemberId to, Message message) {
        return new Envelope(genesis.cluster(), storage.member(), to, Envelope.PROTOCOL_VERSION, message);
    }

    /** Starts the threads. */
    public void start() {
        state = State.SERVING;
        detail = "";
        List.of(diskWorker, applierWorker, pagesWorker, coreWorker).forEach(Worker::start);
    }

    /** Takes messages of other members, on any thread. */
    public void received(List<Envelope> envelopes) {
        core.received(envelopes);
    }

    @Override
    public CompletableFuture<Reply> write(Operation operation) {
        ErrorCode error = Requests.check(operation, options.limits());
        if (error != null) {
            return CompletableFuture.completedFuture(
                    new Reply.Failure(error, machine.view().revision()));
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
        return ready.thenApply(done -> machine.view());
    }

    private void submit(CoreInput request, CompletableFuture<?> future) {
        if (state != State.SERVING) {
            future.completeExceptionally(Failures.notServing(detail));
        } else if (!core.request(request)) {
            listener.overloaded();
            future.completeExceptionally(Failures.overloaded());
        }
    }

    @Override
    public NodeStatus status() {
        PaxosNode.Status now = protocol;
        ReadView view = machine.view();
        return new NodeStatus(
                state,
                detail,
                storage.member(),
                name,
                Optional.of(genesis),
                now.role(),
                now.leader(),
                now.promised(),
                now.chosenUpTo(),
                view.appliedSlot(),
                view.revision(),
                now.configuration().members(),
                sessionOpen,
                pendingWrites,
                pendingReads,
                storedBytes.getAsLong());
    }

    /**
     * Stops: no new requests, then up to the given time for those under way, then a last checkpoint, so that the next start
     * has nothing to replay. What is not answered by then ends as unknown. Blocks until all threads have ended.
     */
    public void stop(Duration drain) {
        if (state == State.SERVING) {
            state = State.STOPPING;
            detail = "the node is stopping";
            awaitRequests(drain);
        }
        // the core first: nothing new is chosen; then what is on its way to the disk; then the applied state
        boolean ended = end(coreWorker);
        ended &= end(applierWorker);
        ended &= disk.awaitBarrier(END_LIMIT);
        ended &= end(pagesWorker);
        ended &= end(diskWorker);
        if (ended && !failed.get()) {
            checkpointAtEnd();
        } else if (!ended) {
            LOG.warn("a thread of the node did not end in time; nothing is lost, the next start replays the journal");
        }
    }

    private static boolean end(Worker worker) {
        worker.stop();
        return worker.join(END_LIMIT);
    }

    private void checkpointAtEnd() {
        try {
            applier.checkpointNow().join();
        } catch (RuntimeException failure) {
            LOG.error("no checkpoint at the end: the next start replays the journal", failure);
        }
    }

    private void awaitRequests(Duration limit) {
        CompletableFuture<Void> drained = new CompletableFuture<>();
        core.done(new CoreInput.Drain(drained));
        try {
            drained.get(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            LOG.info("some requests were still open when the node stopped; they end as unknown");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void fail(Throwable failure) {
        if (failed.getAndSet(true)) {
            return;
        }
        boolean expected = failure instanceof NodeHaltedException || failure instanceof StorageException;
        String reason = expected ? String.valueOf(failure.getMessage()) : failure.toString();
        state = State.FAILED;
        detail = "the node has stopped: " + reason;
        LOG.fatal("the node stops, since it cannot go on safely: " + reason, expected ? null : failure);
        List.of(coreWorker, diskWorker, applierWorker, pagesWorker).forEach(Worker::stop);
        onFailure.accept(reason);
    }

    /** What the applier tells. */
    private final class Progress implements Applier.Listener {
        @Override
        public void applied(long slot, List<CommandResult<Reply>> results) {
            listener.applied(slot);
            core.done(new CoreInput.Applied(slot, results));
        }

        @Override
        public void failed(Throwable failure) {
            fail(failure);
        }
    }

    /** Where the core's effects go. */
    private final class Wiring implements CoreLoop.Outlets {
        private final Consumer<Envelope> network;
        private final ChosenQueue chosen;

        Wiring(Consumer<Envelope> network, ChosenQueue chosen) {
            this.network = network;
            this.chosen = chosen;
        }

        @Override
        public void send(Envelope envelope) {
            network.accept(envelope);
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
        public void leadershipChanged(Effect.LeadershipChanged change) {
            LOG.infof("%s: %s", name, describe(change));
            listener.leadershipChanged(change.role(), change.leader());
        }

        private String describe(Effect.LeadershipChanged change) {
            return switch (change.role()) {
                case LEADER -> "leads under ballot " + change.leader();
                case CANDIDATE -> "prepares ballot " + change.leader();
                case FOLLOWER -> "follows ballot " + change.leader();
            };
        }

        @Override
        public void refused(SessionEffect.Failure failure) {
            if (failure == SessionEffect.Failure.OVERLOADED) {
                listener.overloaded();
            }
        }

        @Override
        public void statusDue(SessionNode<Reply> node) {
            protocol = node.status();
            sessionOpen = node.isSessionOpen();
            pendingWrites = node.pendingWrites();
            pendingReads = node.pendingReads();
        }
    }
}
