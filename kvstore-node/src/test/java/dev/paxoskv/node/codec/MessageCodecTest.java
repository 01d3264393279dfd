package dev.paxoskv.node.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.peer.v1.PeerMessage;
import dev.paxoskv.peer.v1.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
    private static final int ROUNDS = 200;

    @Test
    void everyKindOfMessageComesBackAsItWent() throws IOException {
        RandomMessages messages = new RandomMessages(7);
        Set<Class<?>> seen = new HashSet<>();
        for (int i = 0; i < ROUNDS * RandomMessages.KINDS; i++) {
            Message sent = messages.next(i % RandomMessages.KINDS);
            byte[] wire = MessageCodec.encode(sent).toByteArray();
            assertThat(MessageCodec.decode(PeerMessage.parseFrom(wire))).isEqualTo(sent);
            assertThat(MessageCodec.decode(PeerMessage.parseFrom(new ByteArrayInputStream(wire))))
                    .isEqualTo(sent);
            seen.add(sent.getClass());
        }
        assertThat(seen).containsExactlyInAnyOrder(Message.class.getPermittedSubclasses());
    }

    @Test
    void entryTravelsInTheOneFormThatItHas() {
        Entry entry = Entry.Batch.of(List.of(new Command(1, 2, 1, new byte[] {1, 2, 3})));
        PeerMessage wire = MessageCodec.encode(new Message.Accept(new Ballot(1, new MemberId(5)), 9, entry, 8));
        assertThat(wire.getAccept().getEntry()).isEqualTo(ByteString.copyFrom(entry.encoded()));
        assertThat(Bytes.unwrap(wire.getAccept().getEntry())).isSameAs(entry.encoded());
    }

    @Test
    void parsedFieldIsHandedOnWithoutCopy() throws IOException {
        PeerMessage wire = MessageCodec.encode(new Message.Accept(Ballot.ZERO, 9, Entry.NoOp.NO_OP, 8));
        ByteString field = PeerMessage.parseFrom(wire.toByteArray()).getAccept().getEntry();
        assertThat(Bytes.unwrap(field)).isSameAs(Bytes.unwrap(field));
    }

    @Test
    void fieldThatSharesItsArrayIsCopiedOut() throws IOException {
        ByteString whole = ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5});
        assertThat(Bytes.unwrap(whole.substring(1, 4))).containsExactly(2, 3, 4);
        ByteString big = ByteString.copyFrom(new byte[300]).concat(ByteString.copyFrom(new byte[] {7}));
        assertThat(Bytes.unwrap(big)).hasSize(301).endsWith(0, 7);
        CodedInputStream direct = CodedInputStream.newInstance(whole.asReadOnlyByteBuffer());
        assertThat(Bytes.unwrap(ByteString.copyFrom(direct.readRawBytes(5)))).containsExactly(1, 2, 3, 4, 5);
        assertThat(Bytes.unwrap(ByteString.EMPTY)).isEmpty();
    }

    @Test
    void messageOfNoKnownKindIsRefused() {
        assertMalformed(PeerMessage.getDefaultInstance(), "no kind");
    }

    @Test
    void impossibleFieldsAreRefused() {
        assertMalformed(
                PeerMessage.newBuilder()
                        .setPrepare(PeerMessage.Prepare.newBuilder().setFrom(0))
                        .build(),
                "slot 0");
        assertMalformed(
                PeerMessage.newBuilder()
                        .setAccepted(PeerMessage.Accepted.newBuilder().setSlot(-1))
                        .build(),
                "slot 18446744073709551615");
        assertMalformed(
                PeerMessage.newBuilder()
                        .setElectionRequest(
                                PeerMessage.ElectionRequest.newBuilder().setRound(-5))
                        .build(),
                "round");
        assertMalformed(
                PeerMessage.newBuilder()
                        .setFetchChosen(
                                PeerMessage.FetchChosen.newBuilder().setFrom(1).setMaxBytes(-1))
                        .build(),
                "size");
        assertMalformed(
                PeerMessage.newBuilder()
                        .setForwardRefused(PeerMessage.ForwardRefused.newBuilder()
                                .setReason(Refusal.REFUSAL_NOT_LEADER)
                                .addSequences(-1))
                        .build(),
                "sequence");
    }

    @Test
    void refusalWithoutKnownReasonIsRefused() {
        assertMalformed(
                PeerMessage.newBuilder()
                        .setReadIndexRefused(
                                PeerMessage.ReadIndexRefused.newBuilder().setReasonValue(77))
                        .build(),
                "no reason");
    }

    @Test
    void damagedEntryIsRefused() {
        byte[] batch =
                Entry.Batch.of(List.of(new Command(1, 2, 1, new byte[40]))).encoded();
        byte[] cut = java.util.Arrays.copyOf(batch, batch.length - 1);
        for (byte[] entry : List.of(cut, new byte[0])) {
            assertMalformed(
                    PeerMessage.newBuilder()
                            .setAccept(
                                    PeerMessage.Accept.newBuilder().setSlot(3).setEntry(ByteString.copyFrom(entry)))
                            .build(),
                    "entry");
        }
    }

    @Test
    void damagedBytesGiveAMessageOrAClearRefusalAndNothingElse() {
        Random random = new Random(11);
        RandomMessages messages = new RandomMessages(12);
        int refused = 0;
        for (int i = 0; i < ROUNDS * RandomMessages.KINDS; i++) {
            byte[] wire =
                    MessageCodec.encode(messages.next(i % RandomMessages.KINDS)).toByteArray();
            wire[random.nextInt(wire.length)] ^= (byte) (1 + random.nextInt(255));
            try {
                MessageCodec.decode(PeerMessage.parseFrom(wire));
            } catch (InvalidProtocolBufferException | MalformedException expected) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    private static void assertMalformed(PeerMessage message, String part) {
        assertThatExceptionOfType(MalformedException.class)
                .isThrownBy(() -> MessageCodec.decode(message))
                .withMessageContaining(part);
    }
}
