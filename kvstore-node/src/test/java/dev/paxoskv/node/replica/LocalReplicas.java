package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.snapshot.Frame;
import dev.paxoskv.node.snapshot.FramePosition;
import dev.paxoskv.node.snapshot.FrameSource;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageEngines;
import dev.paxoskv.node.storage.StorageListener;
import dev.paxoskv.node.storage.StorageOptions;
import dev.paxoskv.node.transport.PeerNetwork;
import dev.paxoskv.node.transport.SnapshotPull;
import dev.paxoskv.node.transport.SnapshotPullException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongPredicate;
import java.util.function.UnaryOperator;

/** Replicas of one cluster in this process: real threads and real files, and a network that hands messages over. */
final class LocalReplicas implements AutoCloseable {
    private static final StorageOptions STORAGE = new StorageOptions(1 << 20, 8, StorageListener.NONE);

    private final Path directory;
    private final ReplicaOptions options;
    private final UnaryOperator<NodeStorage> around;
    private final List<NodeStorage> storages = new ArrayList<>();
    private final Genesis genesis;
    private final Map<MemberId, Replica> running = new ConcurrentHashMap<>();
    private final SplittableRandom random = new SplittableRandom(1);
    final AtomicInteger refusals = new AtomicInteger();
    /** Members that hear nothing. */
    final Set<MemberId> deaf = ConcurrentHashMap.newKeySet();

    final AtomicInteger installed = new AtomicInteger();
    final List<String> failures = new CopyOnWriteArrayList<>();

    /** Given the number of each frame of a snapshot that is handed over; where it says false, the transfer breaks off there. */
    volatile LongPredicate frames = frame -> true;

    LocalReplicas(Path directory, int nodes, ReplicaOptions options) {
        this(directory, nodes, options, storage -> storage);
    }

    /** Opens the data directories; forms the cluster if they are new. */
    LocalReplicas(Path directory, int nodes, ReplicaOptions options, UnaryOperator<NodeStorage> around) {
        this.directory = directory;
        this.options = options;
        this.around = around;
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            members.add(open(i));
        }
        genesis =
                storages.getFirst().genesis().orElse(new Genesis(new ClusterId(7), 64, new Configuration(1, members)));
        storages.forEach(storage -> storage.form(genesis));
    }

    private Member open(int index) {
        NodeStorage storage = around.apply(
                StorageEngines.named(StorageEngines.DEFAULT).open(directory.resolve("n" + index), STORAGE));
        storages.add(storage);
        return member(index);
    }

    /** A further node, which is no member yet and does not run. */
    Member add() {
        Member added = open(storages.size());
        storages.getLast().form(genesis);
        return added;
    }

    /** How a node is listed. */
    Member member(int index) {
        return new Member(
                storages.get(index).member(), "n" + index, Member.Role.VOTER, "p" + index, "h" + index, "g" + index);
    }

    NodeStorage storage(int index) {
        return storages.get(index);
    }

    /** Starts a node; it must not run. */
    Replica start(int index) {
        NodeStorage storage = storages.get(index);
        Replica replica = new Replica(
                options,
                storage,
                genesis,
                "n" + index,
                new Surroundings(
                        new Network(storage.member()),
                        directory.resolve("n" + index),
                        this::nextRandom,
                        () -> 0,
                        failures::add,
                        new ReplicaListener() {
                            @Override
                            public void overloaded() {
                                refusals.incrementAndGet();
                            }

                            @Override
                            public void installed(long slot) {
                                installed.incrementAndGet();
                            }
                        }));
        running.put(storage.member(), replica);
        replica.start();
        return replica;
    }

    List<Replica> startAll() {
        List<Replica> all = new ArrayList<>();
        for (int i = 0; i < storages.size(); i++) {
            all.add(start(i));
        }
        return all;
    }

    private synchronized long nextRandom() {
        return random.nextLong();
    }

    private void deliver(Envelope envelope) {
        Replica target = running.get(envelope.to());
        if (target != null && !deaf.contains(envelope.to())) {
            target.received(List.of(envelope));
        }
    }

    /** The network as one node sees it. */
    private final class Network implements PeerNetwork {
        private final MemberId self;

        Network(MemberId self) {
            this.self = self;
        }

        @Override
        public void send(Envelope envelope) {
            deliver(envelope);
        }

        @Override
        public SnapshotPull pullSnapshot(MemberId from, long capture, FramePosition position)
                throws SnapshotPullException {
            Replica sender = running.get(from);
            if (sender == null) {
                throw new SnapshotPullException(false, "nobody there");
            }
            try {
                return new Pull(sender.snapshots().open(self, capture).join(), position);
            } catch (CompletionException refused) {
                throw new SnapshotPullException(false, String.valueOf(refused.getMessage()));
            }
        }
    }

    /** Frames that are read when they are asked for. */
    private final class Pull implements SnapshotPull {
        private final FrameSource source;
        private FramePosition position;

        Pull(FrameSource source, FramePosition position) {
            this.source = source;
            this.position = position;
        }

        @Override
        public byte[] next(Duration patience) throws SnapshotPullException {
            if (!frames.test(position.index())) {
                throw new SnapshotPullException(true, "the connection broke");
            }
            Frame frame = source.read(position);
            position = frame.next();
            return frame.bytes();
        }

        @Override
        public void close() {
            source.close();
        }
    }

    /** Stops a node; nothing reaches it from then on. */
    void stop(Replica replica) {
        running.values().remove(replica);
        replica.stop(Duration.ofSeconds(5));
    }

    /** Stops a node as a process does that is asked to end: the others reach it until it has ended. */
    void stopCleanly(Replica replica) {
        replica.stop(Duration.ofSeconds(60));
        running.values().remove(replica);
    }

    @Override
    public void close() {
        List.copyOf(running.values()).forEach(this::stop);
        storages.forEach(NodeStorage::close);
    }
}
