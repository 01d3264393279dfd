package dev.paxoskv.node.recovery;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.replica.KeyValueService.Consistency;
import dev.paxoskv.node.replica.Replica;
import dev.paxoskv.node.replica.ReplicaListener;
import dev.paxoskv.node.replica.ReplicaOptions;
import dev.paxoskv.node.replica.Surroundings;
import dev.paxoskv.node.snapshot.FramePosition;
import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.Reply;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageOptions;
import dev.paxoskv.node.transport.PeerNetwork;
import dev.paxoskv.node.transport.SnapshotPull;
import dev.paxoskv.node.transport.SnapshotPullException;
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
                new Surroundings(
                        new NobodyElse(), directory, random::nextLong, () -> 0, failures::add, ReplicaListener.NONE));
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

    /** The network of a cluster of one. */
    private static final class NobodyElse implements PeerNetwork {
        @Override
        public void send(Envelope envelope) {}

        @Override
        public SnapshotPull pullSnapshot(MemberId from, long capture, FramePosition position)
                throws SnapshotPullException {
            throw new SnapshotPullException(false, "there is no other member");
        }
    }

    @Override
    public void close() {
        replica.stop(Duration.ofSeconds(20));
        storage.close();
    }
}
