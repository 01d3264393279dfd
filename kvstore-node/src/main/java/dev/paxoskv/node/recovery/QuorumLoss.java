package dev.paxoskv.node.recovery;

import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configurations;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.snapshot.CapturedFrames;
import dev.paxoskv.node.snapshot.FrameSource;
import dev.paxoskv.node.snapshot.SnapshotHeader;
import dev.paxoskv.node.snapshot.SnapshotReader;
import dev.paxoskv.node.snapshot.SnapshotSink;
import dev.paxoskv.node.statemachine.CapturedState;
import dev.paxoskv.node.statemachine.Limits;
import dev.paxoskv.node.statemachine.StateMachine;
import dev.paxoskv.node.storage.HeldDirectory;
import dev.paxoskv.node.storage.HeldDirectory.Content;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageEngine;
import dev.paxoskv.node.storage.StorageException;
import dev.paxoskv.node.storage.StorageOptions;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Goes on from one survivor when the majority of a cluster is lost for good: its directory becomes that of the only member
 * of a new cluster. The directory is held, and no node can start on it, until this is closed.
 *
 * <p>The state is what the survivor knows to be chosen, and beyond that everything that it accepted without a gap. What was
 * accepted may or may not have been chosen, and nobody is left to say. A client may have been told that such a write was
 * done: leaving it out could lose an acknowledged write, taking it in can only let a write take effect whose outcome was
 * never told. What the others had chosen and this one never heard of is lost.
 *
 * <p>The fence is the new cluster id. Every message carries the id and is refused under another one, so that a lost member
 * that comes back finds nobody to talk to here. The old data is kept beside the new.
 */
public final class QuorumLoss implements AutoCloseable {
    private static final int PAGE_BYTES = 1 << 20;

    private final StorageEngine engine;
    private final HeldDirectory held;
    private final NodeStorage storage;
    private final StateMachine machine;
    private final Recovered recovered;
    private final Survivor survivor;
    private boolean storageClosed;

    private QuorumLoss(StorageEngine engine, HeldDirectory held, NodeStorage storage, Genesis genesis) {
        this.engine = engine;
        this.held = held;
        this.storage = storage;
        machine = new StateMachine(storage.state(), Limits.DEFAULT);
        recovered = storage.recovered().chosenUpToAtLeast(machine.appliedSlot());
        survivor = new Survivor(
                genesis,
                storage.member(),
                Configurations.of(genesis, recovered.configurations()).latest(),
                recovered.chosenUpTo(),
                endOfRun(),
                Math.max(storage.log().lastSlot(), machine.appliedSlot()));
    }

    /**
     * Looks into the directory of a node that does not run.
     *
     * @throws StorageException if it is in use, damaged, or holds no data of a cluster
     */
    public static QuorumLoss in(Path directory, StorageEngine engine) {
        HeldDirectory held = engine.hold(directory);
        try {
            return in(directory, engine, held);
        } catch (RuntimeException e) {
            held.close();
            throw e;
        }
    }

    private static QuorumLoss in(Path directory, StorageEngine engine, HeldDirectory held) {
        if (held.content() != Content.DATA) {
            throw new StorageException(
                    directory.toAbsolutePath() + " holds no data of a node. Name the data directory that"
                            + " the surviving node was started with.");
        }
        NodeStorage storage = held.open(StorageOptions.defaults());
        try {
            Genesis genesis = storage.genesis()
                    .orElseThrow(() -> new StorageException(directory.toAbsolutePath()
                            + " was never part of a cluster; there is nothing to recover in it."));
            return new QuorumLoss(engine, held, storage, genesis);
        } catch (RuntimeException e) {
            storage.close();
            throw e;
        }
    }

    /**
     * Brings an earlier recovery to its end that was interrupted when the new data was already taking the place of the old,
     * and finds one that was done. Beyond that it changes none of the data.
     *
     * @param wanted the id that the new cluster is to have; without one only an interrupted recovery is found
     * @throws StorageException if the directory is in use, damaged, or not one of PaxosKV
     */
    public static Optional<FoundedBefore> before(Path directory, StorageEngine engine, Optional<ClusterId> wanted) {
        try (HeldDirectory held = engine.hold(directory)) {
            if (wanted.isEmpty() && held.content() != Content.HALF_REPLACED) {
                return Optional.empty();
            }
            Optional<FoundedBefore> before = FoundedBefore.in(held)
                    .filter(there -> wanted.map(there::isOf).orElse(there.interrupted()));
            before.ifPresent(_ -> held.abandonReplacement());
            return before;
        }
    }

    private long endOfRun() {
        long last = machine.appliedSlot();
        while (true) {
            var page = storage.log().read(last + 1, PAGE_BYTES, storage.log().lastSlot());
            if (page.isEmpty()) {
                return last;
            }
            last = page.getLast().slot();
        }
    }

    /** What is there. */
    public Survivor survivor() {
        return survivor;
    }

    /**
     * Goes on without the others. If it fails, the directory is as it was.
     *
     * @param acknowledged the cluster id of the survivor: who gives it says that the others are lost, and their data with them
     * @param founder how the only member is called and reached
     * @param cluster the new cluster's id
     * @throws IllegalArgumentException if another cluster was acknowledged, or the new id is the old one
     * @throws StorageException if the directory cannot be read or written
     */
    public Recovery goOn(ClusterId acknowledged, Founder founder, ClusterId cluster) {
        if (!acknowledged.equals(survivor.genesis().cluster()) || cluster.equals(acknowledged)) {
            throw new IllegalArgumentException("the loss of cluster " + acknowledged + " was acknowledged, not that of "
                    + survivor.genesis().cluster());
        }
        LogReplay replay = new LogReplay(storage, machine, survivor.genesis(), recovered.configurations());
        replay.applyChosen(recovered.chosenUpTo());
        replay.applyAccepted();
        Founded founded;
        try (FrameSource source = capture(replay)) {
            founded = Replacement.build(held, engine, founder, cluster, sink -> readAll(source, sink));
        }
        closeStorage();
        return new Recovery(founded, survivor, held.replace());
    }

    private FrameSource capture(LogReplay replay) {
        CapturedState state = machine.capture();
        SnapshotHeader header = SnapshotHeader.of(
                state, survivor.genesis(), replay.configurations(), Limits.DEFAULT, state.appliedSlot(), 0);
        return new CapturedFrames(state, header);
    }

    private static void readAll(FrameSource source, SnapshotSink sink) {
        SnapshotReader reader = new SnapshotReader(sink);
        while (!reader.isComplete()) {
            reader.accept(source.read(reader.position()).bytes());
        }
    }

    private void closeStorage() {
        if (!storageClosed) {
            storageClosed = true;
            storage.close();
        }
    }

    @Override
    public void close() {
        try (held) {
            closeStorage();
        }
    }
}
