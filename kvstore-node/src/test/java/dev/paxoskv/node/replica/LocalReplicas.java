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

    private final ReplicaOptions options;
    private final List<NodeStorage> storages = new ArrayList<>();
    private final Map<MemberId, Replica> running = new ConcurrentHashMap<>();
    private final SplittableRandom random = new SplittableRandom(1);
    final AtomicInteger refusals = new AtomicInteger();
    final List<String> failures = new CopyOnWriteArrayList<>();

    LocalReplicas(Path directory, int nodes, ReplicaOptions options) {
        this(directory, nodes, options, storage -> storage);
    }

    /** Opens the data directories; forms the cluster if they are new. */
    LocalReplicas(Path directory, int nodes, ReplicaOptions options, UnaryOperator<NodeStorage> around) {
        this.options = options;
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            NodeStorage storage = around.apply(
                    StorageEngines.named(StorageEngines.DEFAULT).open(directory.resolve("n" + i), STORAGE));
            storages.add(storage);
            members.add(new Member(storage.member(), "n" + i, Member.Role.VOTER, "p" + i, "h" + i, "g" + i));
        }
        Genesis genesis = new Genesis(new ClusterId(7), 64, new Configuration(1, members));
        storages.stream().filter(storage -> storage.genesis().isEmpty()).forEach(storage -> storage.form(genesis));
    }

    /** Starts a node; it must not run. */
    Replica start(int index) {
        NodeStorage storage = storages.get(index);
        Replica replica = new Replica(
                options,
                storage,
                storage.genesis().orElseThrow(),
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

    @Override
    public void close() {
        List.copyOf(running.values()).forEach(this::stop);
        storages.forEach(NodeStorage::close);
    }
}
