package dev.paxoskv.node.api;

import dev.paxoskv.node.paxos.Effect;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.replica.KeyValueService;
import dev.paxoskv.node.replica.NodeStatus;
import dev.paxoskv.node.replica.RequestException;
import dev.paxoskv.node.replica.SnapshotHandle;
import dev.paxoskv.node.replica.SnapshotService;
import dev.paxoskv.node.snapshot.CapturedFrames;
import dev.paxoskv.node.snapshot.Frame;
import dev.paxoskv.node.snapshot.FramePosition;
import dev.paxoskv.node.snapshot.FrameSource;
import dev.paxoskv.node.snapshot.SnapshotHeader;
import dev.paxoskv.node.statemachine.CapturedState;
import dev.paxoskv.node.statemachine.Limits;
import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.Outcome;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.Reply;
import dev.paxoskv.node.statemachine.StateMachine;
import dev.paxoskv.node.storage.memory.MemoryStateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A store of one process: the real state machine behind one lock instead of a log. Can be told to fail as a cluster does.
 */
public final class LocalKeyValueService implements KeyValueService, SnapshotService {

    public static final MemberId MEMBER = new MemberId(0x00c0ffee00000001L);
    public static final ClusterId CLUSTER = new ClusterId(0xfeed000000000002L);

    private static final Member ONLY =
            new Member(MEMBER, "node-1", Member.Role.VOTER, "127.0.0.1:3000", "127.0.0.1:4000", "127.0.0.1:5000");
    private static final long SESSION = 7;
    private static final long ROUND = 3;

    private StateMachine machine = new StateMachine(new MemoryStateStore(), Limits.DEFAULT);
    private long slot;
    private long sequence;
    private RequestException.@Nullable Kind failure;
    private boolean led = true;
    private final List<Consistency> reads = new ArrayList<>();
    private final List<LocalSnapshot> snapshots = new ArrayList<>();

    public LocalKeyValueService() {
        reset();
    }

    /** Empties the store, and serves again. */
    public synchronized void reset() {
        machine = new StateMachine(new MemoryStateStore(), Limits.DEFAULT);
        slot = 0;
        sequence = 0;
        failure = null;
        led = true;
        reads.clear();
        snapshots.clear();
        machine.apply(SESSION, 0, 0, new Operation.OpenSession(MEMBER.value(), 1));
        finish();
    }

    /** From now on every request fails so; a write whose outcome is unknown takes effect none the less. */
    public synchronized void failWith(RequestException.Kind kind) {
        failure = kind;
    }

    /** Whether the node knows a leader. */
    public synchronized void lead(boolean hasLeader) {
        led = hasLeader;
    }

    /** The consistencies that were asked for since the last {@link #reset}. */
    public synchronized List<Consistency> reads() {
        return List.copyOf(reads);
    }

    @Override
    public synchronized CompletableFuture<Reply> write(Operation operation) {
        if (failure != null && !failure.mayHaveTakenEffect()) {
            return failed(failure);
        }
        Outcome outcome = machine.apply(SESSION, sequence, sequence, operation);
        sequence++;
        finish();
        if (failure != null) {
            return failed(failure);
        }
        return switch (outcome) {
            case Outcome.Applied applied -> CompletableFuture.completedFuture(applied.reply());
            case Outcome.Refused refused -> throw new IllegalStateException(refused.toString());
        };
    }

    @Override
    public synchronized CompletableFuture<ReadView> read(Consistency consistency) {
        reads.add(consistency);
        return failure != null && consistency == Consistency.LINEARIZABLE
                ? failed(failure)
                : CompletableFuture.completedFuture(machine.view());
    }

    @Override
    public synchronized NodeStatus status() {
        Ballot leader = led ? new Ballot(ROUND, MEMBER) : Ballot.ZERO;
        return new NodeStatus(
                NodeStatus.State.SERVING,
                "",
                MEMBER,
                ONLY.name(),
                Optional.of(new Genesis(CLUSTER, 1, new Configuration(1, List.of(ONLY)))),
                led ? Effect.Role.LEADER : Effect.Role.FOLLOWER,
                leader,
                new Ballot(ROUND, MEMBER),
                slot,
                slot,
                machine.view().revision(),
                List.of(ONLY),
                true,
                0,
                0,
                20480);
    }

    @Override
    public synchronized CompletableFuture<SnapshotHandle> snapshot() {
        if (failure != null) {
            return failed(failure);
        }
        CapturedState state = machine.capture();
        Genesis genesis = status().genesis().orElseThrow();
        SnapshotHeader header = SnapshotHeader.of(state, genesis, new TreeMap<>(), Limits.DEFAULT, slot, 0);
        LocalSnapshot snapshot = new LocalSnapshot(new CapturedFrames(state, header));
        snapshots.add(snapshot);
        return CompletableFuture.completedFuture(snapshot);
    }

    /** Completes when the last snapshot that was asked for is closed. */
    public synchronized CompletableFuture<Void> lastSnapshotClosed() {
        return snapshots.getLast().closed;
    }

    private void finish() {
        machine.finishSlot(++slot);
    }

    private static <T> CompletableFuture<T> failed(RequestException.Kind kind) {
        return CompletableFuture.failedFuture(new RequestException(kind, "the test wants " + kind + "; try again"));
    }

    private record LocalSnapshot(FrameSource frames, CompletableFuture<Void> closed) implements SnapshotHandle {
        LocalSnapshot(FrameSource frames) {
            this(frames, new CompletableFuture<>());
        }

        @Override
        public SnapshotHeader header() {
            return frames.header();
        }

        @Override
        public Frame read(FramePosition position) {
            return frames.read(position);
        }

        @Override
        public void close() {
            frames.close();
            closed.complete(null);
        }
    }
}
