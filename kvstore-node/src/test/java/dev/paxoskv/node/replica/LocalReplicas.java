package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageEngines;
import dev.paxoskv.node.storage.StorageListener;
import dev.paxoskv.node.storage.StorageOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
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
    final List<String> failures = new CopyOnWriteArrayList<>();

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
                this::nextRandom,
                this::deliver,
                () -> 0,
                failures::add,
                new ReplicaListener() {
                    @Override
                    public void overloaded() {
                        refusals.incrementAndGet();
                    }
                });
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
        if (target != null) {
            target.received(List.of(envelope));
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
