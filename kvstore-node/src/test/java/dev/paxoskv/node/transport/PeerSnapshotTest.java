package dev.paxoskv.node.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.snapshot.CapturedFrames;
import dev.paxoskv.node.snapshot.Frame;
import dev.paxoskv.node.snapshot.FramePosition;
import dev.paxoskv.node.snapshot.FrameSource;
import dev.paxoskv.node.snapshot.SnapshotHeader;
import dev.paxoskv.node.snapshot.SnapshotReader;
import dev.paxoskv.node.snapshot.SnapshotSink;
import dev.paxoskv.node.statemachine.CapturedState;
import dev.paxoskv.node.statemachine.Limits;
import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.StateMachine;
import dev.paxoskv.node.storage.memory.MemoryStateStore;
import dev.paxoskv.node.transport.SnapshotServer.SnapshotUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Snapshots over the peer port. */
@Timeout(120)
class PeerSnapshotTest {
    private static final TransportOptions OPTIONS = TransportOptions.defaults();
    private static final int KEYS = 4_000;

    private final CapturedFrames frames = frames();

    @Test
    void aSnapshotArrivesFrameByFrame() throws Exception {
        try (TestNode sender = new TestNode(1, OPTIONS);
                TestNode receiver = new TestNode(2, OPTIONS)) {
            Watched source = connected(sender, receiver);
            SnapshotReader reader = new SnapshotReader(SnapshotSink.NONE);
            try (SnapshotPull pull = pull(sender, receiver, 0, FramePosition.START)) {
                take(pull, reader, Integer.MAX_VALUE);
            }
            assertThat(reader.isComplete()).isTrue();
            assertThat(reader.entries()).isEqualTo(KEYS);
            source.closed.await();
        }
    }

    @Test
    void theSenderWaitsForTheReceiver() throws Exception {
        try (TestNode sender = new TestNode(1, OPTIONS);
                TestNode receiver = new TestNode(2, OPTIONS)) {
            Watched source = connected(sender, receiver);
            SnapshotReader reader = new SnapshotReader(SnapshotSink.NONE);
            try (SnapshotPull pull = pull(sender, receiver, 0, FramePosition.START)) {
                take(pull, reader, 1);
                // what is asked for ahead, what fits into the two ends' buffers, and the one that did not
                assertThat(source.reads).hasValueLessThan(20);
                take(pull, reader, Integer.MAX_VALUE);
            }
            assertThat(reader.isComplete()).isTrue();
            assertThat(source.reads).hasValueGreaterThan(30);
        }
    }

    @Test
    void aBrokenConnectionIsGoneOnWithElsewhere() throws Exception {
        try (TestNode sender = new TestNode(1, OPTIONS);
                TestNode receiver = new TestNode(2, OPTIONS)) {
            Watched first = connected(sender, receiver);
            SnapshotReader reader = new SnapshotReader(SnapshotSink.NONE);
            try (SnapshotPull pull = pull(sender, receiver, 0, FramePosition.START)) {
                take(pull, reader, 3);
                sender.breakConnections();
                assertThatExceptionOfType(SnapshotPullException.class)
                        .isThrownBy(() -> take(pull, reader, Integer.MAX_VALUE))
                        .matches(SnapshotPullException::isResumable);
            }
            first.closed.await();
            List<Long> asked = new ArrayList<>();
            sender.snapshots = (peer, capture) -> {
                asked.add(capture);
                return CompletableFuture.completedFuture(new Watched(frames));
            };
            try (SnapshotPull pull = pull(sender, receiver, reader.header().capture(), reader.position())) {
                take(pull, reader, Integer.MAX_VALUE);
            }
            assertThat(reader.isComplete()).isTrue();
            assertThat(asked).containsExactly(frames.header().capture());
        }
    }

    @Test
    void aCaptureThatIsGoneIsNotAskedForAgain() throws Exception {
        try (TestNode sender = new TestNode(1, OPTIONS);
                TestNode receiver = new TestNode(2, OPTIONS)) {
            connected(sender, receiver);
            sender.snapshots = (peer, capture) ->
                    CompletableFuture.failedFuture(new SnapshotUnavailableException(true, "it is not kept any more"));
            try (SnapshotPull pull = pull(sender, receiver, 7, FramePosition.START)) {
                assertThatExceptionOfType(SnapshotPullException.class)
                        .isThrownBy(() -> pull.next(TestNode.PATIENCE))
                        .withMessageContaining("not kept any more")
                        .matches(ended -> !ended.isResumable());
            }
        }
    }

    @Test
    void whoIsRefusedByTheMembersGetsNoSnapshot() throws Exception {
        try (TestNode sender = new TestNode(1, OPTIONS);
                TestNode removed = new TestNode(2, OPTIONS);
                TestNode stranger = new TestNode(new ClusterId(0xc2), 3, OPTIONS)) {
            connected(sender, removed);
            stranger.start(sender.peer());
            Member self =
                    new Member(sender.self.member(), sender.self.name(), Member.Role.VOTER, sender.address(), "h", "g");
            Configuration without = new Configuration(2, List.of(self), List.of(removed.self.member()), 1);
            sender.transport().members(without, without);
            for (TestNode refused : List.of(removed, stranger)) {
                try (SnapshotPull pull = pull(sender, refused, 0, FramePosition.START)) {
                    assertThatExceptionOfType(SnapshotPullException.class)
                            .isThrownBy(() -> pull.next(TestNode.PATIENCE))
                            .matches(ended -> !ended.isResumable());
                }
            }
        }
    }

    @Test
    void noMoreThanAFewAtATime() throws Exception {
        try (TestNode sender = new TestNode(1, OPTIONS);
                TestNode receiver = new TestNode(2, OPTIONS)) {
            connected(sender, receiver);
            List<SnapshotPull> pulls = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                pulls.add(pull(sender, receiver, 0, FramePosition.START));
                assertThat(pulls.getLast().next(TestNode.PATIENCE)).isNotNull();
            }
            try (SnapshotPull oneMore = pull(sender, receiver, 0, FramePosition.START)) {
                assertThatExceptionOfType(SnapshotPullException.class)
                        .isThrownBy(() -> oneMore.next(TestNode.PATIENCE))
                        .withMessageContaining("ask again later");
            }
            pulls.forEach(SnapshotPull::close);
        }
    }

    private Watched connected(TestNode sender, TestNode receiver) {
        Watched source = new Watched(frames);
        sender.snapshots = (peer, capture) -> CompletableFuture.completedFuture(source);
        sender.start(receiver.peer());
        receiver.start(sender.peer());
        return source;
    }

    private static SnapshotPull pull(TestNode sender, TestNode receiver, long capture, FramePosition position)
            throws SnapshotPullException {
        return receiver.transport().pullSnapshot(sender.self.member(), capture, position);
    }

    private static void take(SnapshotPull pull, SnapshotReader reader, int frames) throws Exception {
        for (int i = 0; i < frames && !reader.isComplete(); i++) {
            reader.accept(Objects.requireNonNull(pull.next(TestNode.PATIENCE)));
        }
    }

    private static CapturedFrames frames() {
        StateMachine machine = new StateMachine(new MemoryStateStore(), Limits.DEFAULT);
        machine.apply(1, 0, 0, new Operation.OpenSession(1, 1));
        for (int i = 1; i <= KEYS; i++) {
            byte[] key = ("key-" + i).getBytes(StandardCharsets.UTF_8);
            machine.apply(1, i, i, Operation.Put.of(key, new byte[3_000]));
        }
        machine.finishSlot(1);
        CapturedState state = machine.capture();
        Genesis genesis = new Genesis(TestNode.CLUSTER, 64, new Configuration(1, List.of(member())));
        return new CapturedFrames(state, SnapshotHeader.of(state, genesis, new TreeMap<>(), Limits.DEFAULT, 77, 1_000));
    }

    private static Member member() {
        return new Member(new MemberId(1), "n1", Member.Role.VOTER, "p:1", "h:1", "g:1");
    }

    /** A source that counts. */
    private static final class Watched implements FrameSource {
        private final FrameSource inside;
        final AtomicInteger reads = new AtomicInteger();
        final CountDownLatch closed = new CountDownLatch(1);

        Watched(FrameSource inside) {
            this.inside = inside;
        }

        @Override
        public SnapshotHeader header() {
            return inside.header();
        }

        @Override
        public Frame read(FramePosition position) {
            reads.incrementAndGet();
            return inside.read(position);
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
