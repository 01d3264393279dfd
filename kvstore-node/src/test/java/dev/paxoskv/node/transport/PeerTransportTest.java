package dev.paxoskv.node.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.transport.TransportListener.Drop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PeerTransportTest {
    static final TransportOptions OPTIONS = options(Duration.ofHours(1));

    static TransportOptions options(Duration farewell) {
        return new TransportOptions(
                1 << 20,
                64 << 10,
                4 << 20,
                1000,
                Duration.ofMillis(5),
                Duration.ofMillis(50),
                Duration.ofSeconds(30),
                Duration.ofMillis(100),
                Duration.ofSeconds(30),
                Duration.ofMillis(50),
                farewell);
    }

    @Test
    void messagesArriveInBothDirectionsAsTheyWereSent() throws InterruptedException {
        try (TestNode a = new TestNode(1, OPTIONS);
                TestNode b = new TestNode(2, OPTIONS)) {
            connect(a, b);
            a.send(b, accept(1, 100));
            b.send(a, new Message.ElectionRequest(7));
            assertThat(b.batch())
                    .containsExactly(new Envelope(
                            TestNode.CLUSTER,
                            a.self.member(),
                            b.self.member(),
                            Envelope.PROTOCOL_VERSION,
                            accept(1, 100)));
            assertThat(a.batch())
                    .containsExactly(new Envelope(
                            TestNode.CLUSTER,
                            b.self.member(),
                            a.self.member(),
                            Envelope.PROTOCOL_VERSION,
                            new Message.ElectionRequest(7)));
        }
    }

    @Test
    void manyMessagesTravelInFewFramesAndInOrder() throws InterruptedException {
        try (TestNode a = new TestNode(1, OPTIONS);
                TestNode b = new TestNode(2, OPTIONS)) {
            connect(a, b);
            CountDownLatch queued = new CountDownLatch(1);
            a.channels.loop().execute(() -> awaitUninterruptibly(queued));
            List<Message> sent = new ArrayList<>();
            for (int i = 1; i <= 300; i++) {
                sent.add(i % 3 == 0 ? new Message.Heartbeat(Ballot.ZERO, i, 0, 0) : accept(i, 50));
                a.send(b, sent.getLast());
            }
            queued.countDown();
            assertThat(messages(b, 300)).isEqualTo(sent);
            assertThat(a.events.framesSent()).isLessThanOrEqualTo(3);
            assertThat(a.events.messagesSent()).isEqualTo(300);
        }
    }

    @Test
    void messageForALostPeerIsDroppedAndTheNextConnectionCarriesTheNext() throws InterruptedException {
        try (TestNode a = new TestNode(1, OPTIONS);
                TestNode b = new TestNode(2, OPTIONS)) {
            connect(a, b);
            b.stopListening();
            a.events.awaitDisconnected();
            a.send(b, new Message.ElectionRequest(1));
            assertThat(a.events.dropped(Drop.NOT_CONNECTED)).isEqualTo(1);
        }
        try (TestNode a = new TestNode(1, OPTIONS);
                TestNode b = new TestNode(2, OPTIONS)) {
            connect(a, b);
            b.breakConnections();
            a.events.awaitDisconnected();
            a.events.awaitConnected();
            a.send(b, new Message.ElectionRequest(2));
            assertThat(b.batch()).extracting(Envelope::message).containsExactly(new Message.ElectionRequest(2));
        }
    }

    @Test
    void hangingPeerCostsBoundedMemoryAndHoldsUpNoUrgentMessage() throws InterruptedException {
        CountDownLatch hangs = new CountDownLatch(1);
        try (TestNode a = new TestNode(1, OPTIONS);
                TestNode b = new TestNode(2, OPTIONS)) {
            b.start(
                    batch -> {
                        awaitUninterruptibly(hangs);
                        b.batches.add(batch);
                    },
                    a.peer());
            a.start(b.peer());
            a.events.awaitConnected();
            for (int i = 1; i <= 3000; i++) {
                a.send(b, accept(i, 10_000));
            }
            a.send(b, new Message.ElectionRequest(5));
            a.send(b, accept(3001, 10));
            assertThat(a.events.dropped(Drop.QUEUE_FULL)).isGreaterThan(1000);
            hangs.countDown();
            List<Message> arrived = new ArrayList<>();
            while (!arrived.contains(accept(3001, 10))) {
                b.batch().forEach(envelope -> arrived.add(envelope.message()));
            }
            assertThat(arrived).hasSizeLessThan(2000).contains(new Message.ElectionRequest(5));
        }
    }

    @Test
    void messageLargerThanAFrameIsDroppedAndHoldsUpNothing() throws InterruptedException {
        try (TestNode a = new TestNode(1, OPTIONS);
                TestNode b = new TestNode(2, OPTIONS)) {
            connect(a, b);
            a.send(b, accept(1, 1 << 20));
            a.send(b, accept(2, 800 << 10));
            assertThat(messages(b, 1)).containsExactly(accept(2, 800 << 10));
            assertThat(a.events.dropped(Drop.TOO_LARGE)).isEqualTo(1);
        }
    }

    @Test
    void memberOfAnotherClusterIsRefused() throws InterruptedException {
        ClusterId foreign = new ClusterId(0xc2);
        try (TestNode a = new TestNode(foreign, 1, OPTIONS);
                TestNode b = new TestNode(2, OPTIONS)) {
            b.start(a.peer());
            a.start(b.peer());
            assertThat(a.events.awaitDisconnected())
                    .contains("refused", "cluster " + TestNode.CLUSTER, "cluster " + foreign);
        }
    }

    @Test
    void addressThatServesAnotherMemberIsRefused() throws InterruptedException {
        try (TestNode a = new TestNode(1, OPTIONS);
                TestNode b = new TestNode(2, OPTIONS)) {
            b.start(a.peer());
            a.start(new Peer(new MemberId(3), "n3", b.address()));
            assertThat(a.events.awaitDisconnected()).contains("refused", "expects member " + new MemberId(3));
        }
    }

    @Test
    void peerThatHasNotStartedIsTriedAgain() throws InterruptedException {
        try (TestNode a = new TestNode(1, OPTIONS);
                TestNode b = new TestNode(2, OPTIONS)) {
            a.start(b.peer());
            assertThat(a.events.awaitDisconnected()).contains("just started");
            b.start(a.peer());
            a.events.awaitConnected();
        }
    }

    @Test
    void peerThatMovedIsFoundAtItsNewAddress() throws InterruptedException {
        try (TestNode a = new TestNode(1, OPTIONS);
                TestNode b = new TestNode(2, OPTIONS);
                TestNode moved = new TestNode(2, OPTIONS)) {
            connect(a, b);
            moved.start(a.peer());
            a.transport().update(AddressBook.of(List.of(moved.peer())));
            a.events.awaitConnected();
            a.send(moved, new Message.ElectionRequest(4));
            assertThat(moved.batch()).hasSize(1);
        }
    }

    @Test
    void silentPeerIsGivenUp() throws InterruptedException {
        TransportOptions impatient = new TransportOptions(
                1 << 20,
                64 << 10,
                4 << 20,
                1000,
                Duration.ofMillis(5),
                Duration.ofMillis(50),
                Duration.ofSeconds(30),
                Duration.ofMillis(20),
                Duration.ofMillis(20),
                Duration.ofMillis(50),
                Duration.ofMillis(50));
        CountDownLatch hangs = new CountDownLatch(1);
        try (TestNode a = new TestNode(1, impatient);
                TestNode b = new TestNode(2, impatient)) {
            b.start(_ -> awaitUninterruptibly(hangs), a.peer());
            a.start(b.peer());
            a.events.awaitConnected();
            a.send(b, new Message.ElectionRequest(1));
            a.events.awaitDisconnected("no sign of life");
            hangs.countDown();
            a.events.awaitConnected();
        }
    }

    @Test
    void stopSendsWhatWaits() throws InterruptedException {
        try (TestNode a = new TestNode(1, OPTIONS);
                TestNode b = new TestNode(2, OPTIONS)) {
            connect(a, b);
            for (int i = 1; i <= 200; i++) {
                a.send(b, accept(i, 10_000));
            }
            a.transport().stop(TestNode.PATIENCE);
            assertThat(messages(b, 200)).hasSize(200);
            a.send(b, new Message.ElectionRequest(1));
            assertThat(a.events.dropped(Drop.UNKNOWN_PEER)).isEqualTo(1);
        }
    }

    @Test
    void handlerThatFailsClosesTheStreamOnly() throws InterruptedException {
        CountDownLatch failedOnce = new CountDownLatch(1);
        try (TestNode a = new TestNode(1, OPTIONS);
                TestNode b = new TestNode(2, OPTIONS)) {
            b.start(
                    batch -> {
                        if (failedOnce.getCount() > 0) {
                            failedOnce.countDown();
                            throw new IllegalStateException("on purpose");
                        }
                        b.batches.add(batch);
                    },
                    a.peer());
            a.start(b.peer());
            a.events.awaitConnected();
            a.send(b, new Message.ElectionRequest(1));
            assertThat(a.events.awaitDisconnected()).contains("INTERNAL", "the receiver failed");
            a.events.awaitConnected();
            a.send(b, new Message.ElectionRequest(2));
            assertThat(messages(b, 1)).containsExactly(new Message.ElectionRequest(2));
        }
    }

    @Test
    void messageToOneselfIsAMistake() {
        try (TestNode a = new TestNode(1, OPTIONS)) {
            a.start();
            assertThatIllegalArgumentException().isThrownBy(() -> a.send(a, new Message.ElectionRequest(1)));
        }
    }

    static void connect(TestNode a, TestNode b) throws InterruptedException {
        a.start(b.peer());
        b.start(a.peer());
        a.events.awaitConnected();
        b.events.awaitConnected();
    }

    private static Message accept(long slot, int bytes) {
        Entry entry = Entry.Batch.of(List.of(new Command(1, 2, 1, new byte[bytes])));
        return new Message.Accept(new Ballot(3, new MemberId(1)), slot, entry, slot - 1);
    }

    private static List<Message> messages(TestNode at, int count) throws InterruptedException {
        List<Message> arrived = new ArrayList<>();
        while (arrived.size() < count) {
            at.batch().forEach(envelope -> arrived.add(envelope.message()));
        }
        return arrived;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
