package dev.paxoskv.node.statemachine;

import static dev.paxoskv.node.statemachine.Machine.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paxoskv.node.statemachine.Reply.CompactReply;
import dev.paxoskv.node.statemachine.Reply.DeleteReply;
import dev.paxoskv.node.statemachine.Reply.Failure;
import dev.paxoskv.node.statemachine.Reply.PutReply;
import dev.paxoskv.node.statemachine.Reply.RangeReply;
import dev.paxoskv.node.statemachine.Reply.SessionReply;
import dev.paxoskv.node.statemachine.Reply.TokenReply;
import dev.paxoskv.node.statemachine.Reply.TxnReply;
import dev.paxoskv.node.storage.memory.MemoryStateStore;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What stands in the store's meta entries: it comes back as it was, and what is damaged is said to be. */
class SavedStateTest {

    private static final KeyValue ENTRY =
            new KeyValue(bytes("key"), bytes("\0\u00ff"), 1L << 40, 1L << 41, 200, Long.MIN_VALUE);

    private static final List<Reply> REPLIES = List.of(
            new PutReply(2, null),
            new PutReply(300, ENTRY),
            new DeleteReply(5, 2, List.of(ENTRY, ENTRY)),
            new RangeReply(6, List.of(ENTRY), 9, true),
            new RangeReply(6, List.of(), -1, false),
            new CompactReply(7),
            new TokenReply(Long.MAX_VALUE),
            new SessionReply(8, -9, Long.MIN_VALUE, 10),
            new Failure(ErrorCode.COMPACTED, 11),
            new TxnReply(12, true, List.of(new PutReply(12, ENTRY), new TxnReply(12, false, List.of()))));

    @Test
    void everyReplyComesBackAsItWas() {
        BinaryWriter out = new BinaryWriter();
        REPLIES.forEach(reply -> ReplyCodec.write(out, reply));
        BinaryReader in = new BinaryReader(out.toBytes(), "replies");
        for (Reply reply : REPLIES) {
            assertThat(ReplyCodec.read(in)).isEqualTo(reply);
        }
        in.requireEnd();
    }

    @Test
    void whatIsCutOffIsDamage() {
        SessionTable table = new SessionTable(Limits.DEFAULT);
        Session session = new Session(1, 2, 3);
        for (int i = 0; i < REPLIES.size(); i++) {
            session.keep(i * 20L, REPLIES.get(i));
        }
        table.restore(session);
        byte[] whole = SessionCodec.encode(table);
        SessionTable again = new SessionTable(Limits.DEFAULT);
        SessionCodec.decode(whole, again);
        assertThat(SessionCodec.encode(again)).isEqualTo(whole);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> SessionCodec.decode(cut, new SessionTable(Limits.DEFAULT)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("damaged");
        }
        byte[] longer = Arrays.copyOf(whole, whole.length + 1);
        assertThatThrownBy(() -> SessionCodec.decode(longer, new SessionTable(Limits.DEFAULT)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aStoreWithKeysButWithoutCountersIsDamaged() {
        MemoryStateStore store = new MemoryStateStore();
        store.putLive(bytes("a"), new Version(2, 0, 2, 1, 0, bytes("1")));
        assertThatThrownBy(() -> new StateMachine(store, Limits.DEFAULT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void anUnknownFormatIsRefused() {
        Machine machine = new Machine();
        machine.put("a", "1");
        machine.machine().saveMeta();
        for (String name : new String[] {"statemachine.counters", "statemachine.sessions"}) {
            MemoryStateStore store = machine.store().copy();
            byte[] newer = Objects.requireNonNull(store.meta(name)).clone();
            newer[0]++;
            store.putMeta(name, newer);
            assertThatThrownBy(() -> new StateMachine(store, Limits.DEFAULT))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("newer version");
        }
    }

    @Test
    void whatWasNotSavedIsAppliedAgainFromTheSavedSlotOn() {
        Machine machine = new Machine();
        machine.put("a", "1");
        machine.machine().saveMeta();
        MemoryStateStore checkpoint = machine.store().copy();
        machine.put("a", "2");
        StateMachine restarted = new StateMachine(checkpoint, Limits.DEFAULT);
        assertThat(restarted.appliedSlot()).isEqualTo(1);
        restarted.apply(Machine.SESSION, 2, 2, Operation.Put.of(bytes("a"), bytes("2")));
        restarted.finishSlot(2);
        assertThat(restarted.stateHash()).isEqualTo(machine.machine().stateHash());
    }

    @Test
    void slotsAreFinishedInOrder() {
        Machine machine = new Machine();
        machine.put("a", "1");
        assertThatThrownBy(() -> machine.machine().finishSlot(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
