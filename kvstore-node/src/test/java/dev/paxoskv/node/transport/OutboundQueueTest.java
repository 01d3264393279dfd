package dev.paxoskv.node.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.codec.MessageCodec;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.peer.v1.Frame;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class OutboundQueueTest {
    private static final int FRAME = 10_000;

    private final OutboundQueue queue = new OutboundQueue(100, 100_000);

    @Test
    void orderIsKeptWithinAFrame() {
        List<Message> sent = List.of(bulk(1, 10), urgent(1), bulk(2, 10), urgent(2));
        sent.forEach(this::add);
        assertThat(queue.take(FRAME)).isEqualTo(sent);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void urgentMessagesOvertakeBulkThatFillsAFrame() {
        for (int i = 0; i < 8; i++) {
            add(bulk(i, 4000));
        }
        add(urgent(1));
        assertThat(queue.take(FRAME)).containsExactly(bulk(0, 4000), bulk(1, 4000), urgent(1));
        assertThat(queue.take(FRAME)).containsExactly(bulk(2, 4000), bulk(3, 4000));
    }

    @Test
    void largeMessageTravelsAlone() {
        add(bulk(1, 10));
        add(bulk(2, FRAME * 3));
        add(bulk(3, 10));
        assertThat(queue.take(FRAME)).containsExactly(bulk(1, 10));
        assertThat(queue.take(FRAME)).containsExactly(bulk(2, FRAME * 3));
        assertThat(queue.take(FRAME)).containsExactly(bulk(3, 10));
    }

    @Test
    void oldestBulkGoesWhenTheBytesAreUsedUp() {
        int dropped = 0;
        for (int i = 0; i < 20; i++) {
            dropped += add(bulk(i, 10_000));
        }
        add(urgent(1));
        assertThat(dropped).isEqualTo(11);
        assertThat(queue.take(1_000_000))
                .hasSize(10)
                .startsWith(bulk(11, 10_000))
                .endsWith(urgent(1));
    }

    @Test
    void oldestOfItsLaneGoesWhenThereAreTooMany() {
        for (int i = 0; i < 100; i++) {
            assertThat(add(bulk(i, 1)) + add(urgent(i))).isZero();
        }
        assertThat(add(bulk(100, 1))).isEqualTo(1);
        assertThat(add(urgent(100))).isEqualTo(1);
        assertThat(queue.take(1_000_000)).startsWith(bulk(1, 1), urgent(1)).hasSize(200);
    }

    @Test
    void clearingFreesTheRoom() {
        for (int i = 0; i < 9; i++) {
            add(bulk(i, 10_000));
        }
        assertThat(queue.clear()).isEqualTo(9);
        assertThat(add(bulk(1, 90_000))).isZero();
    }

    @Test
    void frameOfAnythingStaysWithinTwiceItsSize() {
        Random random = new Random(4);
        for (int round = 0; round < 200; round++) {
            for (int i = random.nextInt(100); i > 0; i--) {
                add(random.nextBoolean() ? urgent(Long.MAX_VALUE - i) : bulk(i, random.nextInt(3000)));
            }
            Frame.Builder frame = Frame.newBuilder();
            queue.take(FRAME).forEach(message -> frame.addMessages(MessageCodec.encode(message)));
            assertThat(frame.build().getSerializedSize()).isLessThanOrEqualTo(2 * FRAME);
        }
    }

    @Test
    void sizesAreNeverBelowThoseOnTheWire() {
        Ballot ballot = new Ballot(Long.MAX_VALUE, new MemberId(-1));
        Entry entry = Entry.Batch.of(List.of(new Command(-1, 1, 1, new byte[70_000])));
        List<AcceptedEntry> entries = Collections.nCopies(50, new AcceptedEntry(Long.MAX_VALUE, ballot, entry));
        Command command = new Command(-1, Long.MAX_VALUE, Long.MAX_VALUE, new byte[70_000]);
        for (Message message : List.of(
                new Message.Accept(ballot, Long.MAX_VALUE, entry, Long.MAX_VALUE),
                new Message.Promise(
                        ballot,
                        Long.MAX_VALUE,
                        Integer.MAX_VALUE,
                        entries,
                        Long.MAX_VALUE,
                        Long.MAX_VALUE,
                        Collections.nCopies(5000, Long.MAX_VALUE)),
                new Message.ChosenPage(Long.MAX_VALUE, entries, Long.MAX_VALUE, Long.MAX_VALUE),
                new Message.Forward(Collections.nCopies(50, command)),
                new Message.ForwardRefused(-1, Collections.nCopies(5000, Long.MAX_VALUE), Message.Refusal.OVERLOADED),
                new Message.ElectionReply(Long.MAX_VALUE, ballot, ballot, true, Long.MAX_VALUE),
                new Message.Nack(ballot, ballot),
                new Message.Heartbeat(ballot, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE))) {
            int onTheWire = Frame.newBuilder()
                    .addMessages(MessageCodec.encode(message))
                    .build()
                    .getSerializedSize();
            assertThat(OutboundQueue.size(message)).isGreaterThanOrEqualTo(onTheWire);
        }
    }

    @Test
    void pausesDoubleUpToTheCapAndAreDrawnFromTheUpperHalf() {
        Backoff backoff = new Backoff(
                java.time.Duration.ofNanos(100),
                java.time.Duration.ofNanos(1000),
                RandomGenerator.of("L64X128MixRandom"));
        for (int round = 0; round < 100; round++) {
            List<Long> pauses = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                pauses.add(backoff.nextNanos());
            }
            long ceiling = 100;
            for (long pause : pauses) {
                assertThat(pause).isBetween(ceiling / 2, ceiling);
                ceiling = Math.min(1000, ceiling * 2);
            }
            backoff.reset();
        }
    }

    private int add(Message message) {
        return queue.add(message, OutboundQueue.size(message));
    }

    private static Message urgent(long round) {
        return new Message.ElectionRequest(round);
    }

    private static Message bulk(long slot, int bytes) {
        Command command = new Command(1, 2, 1, new byte[bytes]);
        return new Message.Accept(Ballot.ZERO, slot + 1, Entry.Batch.of(List.of(command)), slot);
    }
}
