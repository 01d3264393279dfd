package dev.paxoskv.node.statemachine;

import static dev.paxoskv.node.statemachine.Machine.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.statemachine.Operation.DeleteRange;
import dev.paxoskv.node.statemachine.Operation.Put;
import dev.paxoskv.node.statemachine.Operation.TokenWrite;
import dev.paxoskv.node.statemachine.Operation.Txn;
import dev.paxoskv.node.statemachine.Reply.DeleteReply;
import dev.paxoskv.node.statemachine.Reply.PutReply;
import dev.paxoskv.node.statemachine.Reply.TokenReply;
import dev.paxoskv.node.statemachine.Reply.TxnReply;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When the revision moves, and what a key's version carries. */
class RevisionRulesTest {

    private final Machine machine = new Machine();

    @Test
    void aFreshStoreIsAtRevisionOne() {
        assertThat(machine.machine().view().revision()).isEqualTo(1);
        assertThat(new StateMachine(machine.store().copy(), Limits.DEFAULT)
                        .view()
                        .compactRevision())
                .isZero();
    }

    @Test
    void eachWriteThatChangesAKeyAddsOne() {
        assertThat(machine.put("a", "1")).isEqualTo(2);
        assertThat(machine.put("a", "1")).isEqualTo(3);
        assertThat(machine.delete("a")).isEqualTo(4);
    }

    @Test
    void aDeleteOfNothingAddsNothing() {
        assertThat(machine.delete("a")).isEqualTo(1);
        assertThat(machine.apply(new DeleteRange(bytes("b"), bytes("a"), true)).revision())
                .isEqualTo(1);
    }

    @Test
    void versionsCountFromCreationAndBeginAgainAfterADeletion() {
        machine.put("a", "1");
        machine.put("a", "2");
        assertThat(machine.machine().view().get(bytes("a")))
                .isEqualTo(new KeyValue(bytes("a"), bytes("2"), 2, 3, 2, 0));
        machine.delete("a");
        assertThat(machine.machine().view().get(bytes("a"))).isNull();
        machine.put("a", "3");
        assertThat(machine.machine().view().get(bytes("a")))
                .isEqualTo(new KeyValue(bytes("a"), bytes("3"), 5, 5, 1, 0));
    }

    @Test
    void theChangesOfATransactionShareOneRevisionAndAreNumberedInside() {
        machine.apply(
                new Txn(List.of(), List.of(Put.of(bytes("b"), bytes("1")), Put.of(bytes("a"), bytes("1"))), List.of()));
        assertThat(machine.store().live(bytes("b"))).isEqualTo(new Version(2, 0, 2, 1, 0, bytes("1")));
        assertThat(machine.store().live(bytes("a"))).isEqualTo(new Version(2, 1, 2, 1, 0, bytes("1")));
    }

    @Test
    void aRangeOfKeysIsDeletedUnderOneRevisionInKeyOrder() {
        machine.put("b", "1");
        machine.put("a", "2");
        machine.put("c", "3");
        DeleteReply reply = machine.apply(new DeleteRange(bytes("a"), bytes("c"), true), DeleteReply.class);
        assertThat(reply)
                .isEqualTo(new DeleteReply(
                        5,
                        2,
                        List.of(
                                new KeyValue(bytes("a"), bytes("2"), 3, 3, 1, 0),
                                new KeyValue(bytes("b"), bytes("1"), 2, 2, 1, 0))));
        assertThat(machine.store().history(bytes("b"), 5)).isEqualTo(Version.tombstone(5, 1));
    }

    @Test
    void aTransactionThatWritesNothingAddsNothing() {
        Txn txn = new Txn(List.of(), List.of(DeleteRange.of(bytes("a")), DeleteRange.of(bytes("a"))), List.of());
        assertThat(machine.apply(txn, TxnReply.class).revision()).isEqualTo(1);
        assertThat(machine.machine().view().revision()).isEqualTo(1);
    }

    @Test
    void aTokenIsTheNextRevisionAndIsSpentByAnyWrite() {
        assertThat(machine.apply(new TokenWrite(bytes("a"), bytes("1"), 2))).isEqualTo(new TokenReply(2));
        assertThat(machine.apply(new TokenWrite(bytes("a"), bytes(""), 3))).isEqualTo(new TokenReply(3));
        assertThat(machine.machine().view().get(bytes("a"))).isNull();
        assertThat(machine.apply(new TokenWrite(bytes("a"), bytes(""), 4))).isEqualTo(new TokenReply(4));
        assertThat(machine.machine().view().revision()).isEqualTo(4);
    }

    @Test
    void anyOtherTokenIsAConflict() {
        machine.put("a", "1");
        for (long token : new long[] {2, 4, 0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            Reply reply = machine.apply(new TokenWrite(bytes("a"), bytes("2"), token));
            assertThat(reply).isEqualTo(new Reply.Failure(ErrorCode.TOKEN_CONFLICT, 2));
        }
        assertThat(machine.machine().view().revision()).isEqualTo(2);
    }

    @Test
    void theRevisionOfATokenDeleteOfNothingIsReadableAndSurvivesARestart() {
        machine.put("a", "1");
        machine.apply(new TokenWrite(bytes("b"), bytes(""), 3));
        machine.machine().saveMeta();
        StateMachine restarted = new StateMachine(machine.store().copy(), Limits.DEFAULT);
        assertThat(restarted.view().revision()).isEqualTo(3);
        assertThat(restarted.view().range(Operation.Range.of(bytes("a")).withRevision(3)))
                .isEqualTo(
                        new Reply.RangeReply(3, List.of(new KeyValue(bytes("a"), bytes("1"), 2, 2, 1, 0)), 1, false));
    }

    @Test
    void aPutCanGiveBackWhatItReplaces() {
        Put put = new Put(bytes("a"), bytes("2"), 0, true, false, false);
        assertThat(machine.apply(put)).isEqualTo(new PutReply(2, null));
        assertThat(machine.apply(put)).isEqualTo(new PutReply(3, new KeyValue(bytes("a"), bytes("2"), 2, 2, 1, 0)));
    }

    @Test
    void aPutCanKeepTheValue() {
        Put keep = new Put(bytes("a"), bytes(""), 0, false, true, false);
        assertThat(machine.fail(keep)).isEqualTo(ErrorCode.KEY_NOT_FOUND);
        machine.put("a", "1");
        assertThat(machine.apply(keep).revision()).isEqualTo(3);
        assertThat(machine.machine().view().get(bytes("a")))
                .isEqualTo(new KeyValue(bytes("a"), bytes("1"), 2, 3, 2, 0));
    }

    @Test
    void aPutCannotKeepTheLeaseOfAMissingKey() {
        assertThat(machine.fail(new Put(bytes("a"), bytes("1"), 0, false, false, true)))
                .isEqualTo(ErrorCode.KEY_NOT_FOUND);
    }

    @Test
    void thereAreNoLeasesToAttachTo() {
        assertThat(machine.fail(new Put(bytes("a"), bytes("1"), 5, false, false, false)))
                .isEqualTo(ErrorCode.LEASE_NOT_FOUND);
        assertThat(machine.machine().view().revision()).isEqualTo(1);
    }
}
