package dev.paxoskv.node.recovery;

import dev.paxoskv.node.replica.KeyValueService.Consistency;
import dev.paxoskv.node.replica.Replica;
import dev.paxoskv.node.replica.ReplicaListener;
import dev.paxoskv.node.replica.ReplicaOptions;
import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.Reply;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A node of a cluster of one, running on a data directory in this process. */
final class SingleNode implements AutoCloseable {
    private final NodeStorage storage;
    private final Replica replica;
    private final List<String> failures = new CopyOnWriteArrayList<>();

    SingleNode(Path directory) {
        storage = Cluster.ENGINE.open(directory, StorageOptions.defaults());
        SplittableRandom random = new SplittableRandom(1);
        replica = new Replica(
                ReplicaOptions.defaults(),
                storage,
                storage.genesis().orElseThrow(),
                "founder",
                random::nextLong,
                _ -> {},
                () -> 0,
                failures::add,
                new ReplicaListener() {});
        replica.start();
    }

    NodeStorage storage() {
        return storage;
    }

    /** A linearizable view. */
    ReadView read() throws Exception {
        return replica.read(Consistency.LINEARIZABLE).get(60, TimeUnit.SECONDS);
    }

    Reply write(Operation operation) throws Exception {
        return replica.write(operation).get(60, TimeUnit.SECONDS);
    }

    List<String> failures() {
        return failures;
    }

    @Override
    public void close() {
        replica.stop(Duration.ofSeconds(20));
        storage.close();
    }
}
