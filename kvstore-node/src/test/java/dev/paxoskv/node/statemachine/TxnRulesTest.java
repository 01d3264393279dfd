package dev.paxoskv.node.statemachine;

import static dev.paxoskv.node.statemachine.Machine.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paxoskv.node.statemachine.Compare.Result;
import dev.paxoskv.node.statemachine.Compare.Target;
import dev.paxoskv.node.statemachine.Operation.Compact;
import dev.paxoskv.node.statemachine.Operation.DeleteRange;
import dev.paxoskv.node.statemachine.Operation.Put;
import dev.paxoskv.node.statemachine.Operation.Range;
import dev.paxoskv.node.statemachine.Operation.Txn;
import dev.paxoskv.node.statemachine.Operation.TxnOperation;
import dev.paxoskv.node.statemachine.Reply.DeleteReply;
import dev.paxoskv.node.statemachine.Reply.Failure;
import dev.paxoskv.node.statemachine.Reply.PutReply;
import dev.paxoskv.node.statemachine.Reply.RangeReply;
import dev.paxoskv.node.statemachine.Reply.TxnReply;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transactions: conditions, branches, what is refused. */
class TxnRulesTest {

    private final Machine machine = new Machine();

    private static Txn then(TxnOperation... operations) {
        return new Txn(List.of(), List.of(operations), List.of());
    }

    private boolean holds(Compare compare) {
        return machine.apply(new Txn(List.of(compare), List.of(), List.of()), TxnReply.class)
                .succeeded();
    }

    @ParameterizedTest
    @CsvSource({
        "VERSION,         EQUAL, 2, true", "VERSION,         EQUAL,     3, false",
        "CREATE_REVISION, LESS,  3, true", "CREATE_REVISION, GREATER,   2, false",
        "MOD_REVISION,    EQUAL, 3, true", "MOD_REVISION,    NOT_EQUAL, 3, false",
        "LEASE,           EQUAL, 0, true", "LEASE,           GREATER,   0, false",
    })
    void numbersAreCompared(Target target, Result result, long number, boolean expected) {
        machine.put("a", "1");
        machine.put("a", "2");
        assertThat(holds(Compare.number(bytes("a"), target, result, number))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"VERSION", "CREATE_REVISION", "MOD_REVISION", "LEASE"})
    void aMissingKeyComparesAsZero(Target target) {
        assertThat(holds(Compare.number(bytes("a"), target, Result.EQUAL, 0))).isTrue();
        assertThat(holds(Compare.number(bytes("a"), target, Result.LESS, 1))).isTrue();
        assertThat(holds(Compare.number(bytes("a"), target, Result.NOT_EQUAL, 0)))
                .isFalse();
        assertThat(holds(Compare.number(bytes("a"), target, Result.EQUAL, 0).withRangeEnd(bytes("c"))))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"EQUAL", "NOT_EQUAL", "LESS", "GREATER"})
    void noConditionOnAMissingKeysValueHolds(Result result) {
        assertThat(holds(Compare.value(bytes("a"), result, bytes("")))).isFalse();
        assertThat(holds(Compare.value(bytes("a"), result, bytes("")).withRangeEnd(bytes("c"))))
                .isFalse();
    }

    @Test
    void valuesAreComparedAsUnsignedBytes() {
        machine.put("a", "\u0080");
        assertThat(holds(Compare.value(bytes("a"), Result.GREATER, bytes("\u007f"))))
                .isTrue();
        assertThat(holds(Compare.value(bytes("a"), Result.EQUAL, bytes("\u0080"))))
                .isTrue();
        assertThat(holds(Compare.value(bytes("a"), Result.LESS, bytes("\u0080\0"))))
                .isTrue();
    }

    @Test
    void aConditionOnARangeHoldsForEveryKeyOfIt() {
        machine.put("a", "1");
        machine.put("b", "1");
        Compare compare = Compare.number(bytes("a"), Target.VERSION, Result.EQUAL, 1);
        assertThat(holds(compare.withRangeEnd(bytes("c")))).isTrue();
        machine.put("b", "2");
        assertThat(holds(compare.withRangeEnd(bytes("c")))).isFalse();
        assertThat(holds(compare.withRangeEnd(bytes("\0")))).isFalse();
        assertThat(holds(compare.withRangeEnd(bytes("b")))).isTrue();
    }

    @Test
    void operationsRunInOrderAndSeeEarlierOnes() {
        machine.put("a", "1");
        TxnReply reply = machine.apply(
                then(
                        Range.of(bytes("a")),
                        Put.of(bytes("a"), bytes("2")),
                        Range.of(bytes("a")),
                        Range.of(bytes("a")).withRevision(2),
                        DeleteRange.of(bytes("b"))),
                TxnReply.class);
        KeyValue old = new KeyValue(bytes("a"), bytes("1"), 2, 2, 1, 0);
        KeyValue changed = new KeyValue(bytes("a"), bytes("2"), 2, 3, 2, 0);
        assertThat(reply)
                .isEqualTo(new TxnReply(
                        3,
                        true,
                        List.of(
                                new RangeReply(2, List.of(old), 1, false),
                                new PutReply(3, null),
                                new RangeReply(3, List.of(changed), 1, false),
                                new RangeReply(3, List.of(old), 1, false),
                                new DeleteReply(3, 0, List.of()))));
    }

    @Test
    void innerConditionsSeeTheStateBeforeTheTransaction() {
        Txn inner = new Txn(
                List.of(Compare.number(bytes("a"), Target.VERSION, Result.EQUAL, 0)),
                List.of(Put.of(bytes("b"), bytes("unseen"))),
                List.of(Put.of(bytes("b"), bytes("seen"))));
        machine.apply(then(Put.of(bytes("a"), bytes("1")), inner));
        assertThat(machine.machine().view().get(bytes("b")))
                .isEqualTo(new KeyValue(bytes("b"), bytes("unseen"), 2, 2, 1, 0));
    }

    @Test
    void keepingAValueSeesTheStateBeforeTheTransaction() {
        Txn txn = then(new Put(bytes("a"), bytes(""), 0, false, true, false), Put.of(bytes("b"), bytes("1")));
        assertThat(machine.fail(txn)).isEqualTo(ErrorCode.KEY_NOT_FOUND);
        assertThat(machine.machine().view().size()).isZero();
    }

    @Test
    void onlyTheBranchTakenIsHeldToTheState() {
        Txn txn = new Txn(
                List.of(),
                List.of(Put.of(bytes("a"), bytes("1"))),
                List.of(
                        new Put(bytes("b"), bytes("1"), 9, false, false, false),
                        Range.of(bytes("b")).withRevision(99)));
        assertThat(machine.apply(txn)).isInstanceOf(TxnReply.class);
    }

    @Test
    void aRangeInsideAtARevisionThatCannotBeReadFailsTheWhole() {
        machine.put("a", "1");
        machine.put("a", "2");
        machine.apply(new Compact(3));
        Put put = Put.of(bytes("b"), bytes("1"));
        assertThat(machine.fail(then(put, Range.of(bytes("a")).withRevision(2))))
                .isEqualTo(ErrorCode.COMPACTED);
        assertThat(machine.fail(then(put, then(Range.of(bytes("a")).withRevision(4)))))
                .isEqualTo(ErrorCode.FUTURE_REVISION);
        assertThat(machine.machine().view().get(bytes("b"))).isNull();
    }

    @Test
    void aKeyCannotBePutTwice() {
        Put a = Put.of(bytes("a"), bytes("1"));
        assertThat(machine.fail(then(a, a))).isEqualTo(ErrorCode.DUPLICATE_KEY);
        assertThat(machine.fail(then(then(a), a))).isEqualTo(ErrorCode.DUPLICATE_KEY);
        assertThat(machine.fail(then(a, then(then(a))))).isEqualTo(ErrorCode.DUPLICATE_KEY);
        assertThat(machine.fail(then(then(a), then(a)))).isEqualTo(ErrorCode.DUPLICATE_KEY);
        assertThat(machine.fail(new Txn(List.of(), List.of(), List.of(a, a)))).isEqualTo(ErrorCode.DUPLICATE_KEY);
    }

    @Test
    void aKeyCannotBePutAndDeleted() {
        Put b = Put.of(bytes("b"), bytes("1"));
        for (DeleteRange delete : List.of(
                DeleteRange.of(bytes("b")),
                new DeleteRange(bytes("a"), bytes("c"), false),
                new DeleteRange(bytes("a"), bytes("\0"), false))) {
            assertThat(machine.fail(then(b, delete))).isEqualTo(ErrorCode.DUPLICATE_KEY);
            assertThat(machine.fail(then(delete, b))).isEqualTo(ErrorCode.DUPLICATE_KEY);
            assertThat(machine.fail(then(then(delete), b))).isEqualTo(ErrorCode.DUPLICATE_KEY);
            assertThat(machine.fail(then(then(b), delete))).isEqualTo(ErrorCode.DUPLICATE_KEY);
            assertThat(machine.fail(then(then(b), then(delete)))).isEqualTo(ErrorCode.DUPLICATE_KEY);
            assertThat(machine.fail(then(then(delete), then(b)))).isEqualTo(ErrorCode.DUPLICATE_KEY);
        }
        assertThat(machine.apply(then(b, new DeleteRange(bytes("a"), bytes("b"), false))))
                .isInstanceOf(TxnReply.class);
        assertThat(machine.apply(then(b, new DeleteRange(bytes("c"), bytes("a"), false))))
                .isInstanceOf(TxnReply.class);
    }

    @Test
    void branchesOfOneTransactionExcludeEachOther() {
        Put a = Put.of(bytes("a"), bytes("1"));
        DeleteRange delete = DeleteRange.of(bytes("a"));
        assertThat(machine.apply(then(new Txn(List.of(), List.of(a), List.of(a)))))
                .isInstanceOf(TxnReply.class);
        assertThat(machine.apply(then(new Txn(List.of(), List.of(a), List.of(delete)))))
                .isInstanceOf(TxnReply.class);
    }

    @Test
    void deletesMayOverlap() {
        machine.put("a", "1");
        TxnReply reply = machine.apply(
                then(DeleteRange.of(bytes("a")), new DeleteRange(bytes("a"), bytes("\0"), true)), TxnReply.class);
        assertThat(reply.responses())
                .containsExactly(new DeleteReply(3, 1, List.of()), new DeleteReply(3, 0, List.of()));
    }

    @Test
    void eachListHoldsUpTo128AndNestingSubtracts() {
        TxnOperation read = Range.of(bytes("a"));
        List<TxnOperation> most = Collections.nCopies(128, read);
        List<TxnOperation> tooMany = Collections.nCopies(129, read);
        List<Compare> tooManyCompares = Collections.nCopies(129, Compare.value(bytes("a"), Result.EQUAL, bytes("")));
        assertThat(machine.apply(new Txn(List.of(), most, most))).isInstanceOf(TxnReply.class);
        assertThat(machine.fail(new Txn(List.of(), tooMany, List.of()))).isEqualTo(ErrorCode.TOO_MANY_OPERATIONS);
        assertThat(machine.fail(new Txn(List.of(), List.of(), tooMany))).isEqualTo(ErrorCode.TOO_MANY_OPERATIONS);
        assertThat(machine.fail(new Txn(tooManyCompares, List.of(), List.of())))
                .isEqualTo(ErrorCode.TOO_MANY_OPERATIONS);
        assertThat(machine.apply(then(new Txn(List.of(), Collections.nCopies(127, read), List.of()))))
                .isInstanceOf(TxnReply.class);
        assertThat(machine.fail(then(new Txn(List.of(), most, List.of())))).isEqualTo(ErrorCode.TOO_MANY_OPERATIONS);
    }

    @Test
    void theWholeTreeOfTransactionsIsBounded() {
        List<TxnOperation> wide =
                Collections.nCopies(90, new Txn(List.of(), Collections.nCopies(30, Range.of(bytes("a"))), List.of()));
        assertThat(machine.apply(new Txn(List.of(), wide, List.of()))).isInstanceOf(TxnReply.class);
        List<TxnOperation> wider = Collections.nCopies(3, new Txn(List.of(), wide, List.of()));
        assertThat(machine.fail(new Txn(List.of(), wider, wider))).isEqualTo(ErrorCode.TOO_MANY_OPERATIONS);
    }

    @Test
    void whatIsWrongInsideIsFoundInEitherBranch() {
        Put noKey = Put.of(bytes(""), bytes("1"));
        Put twoValues = new Put(bytes("a"), bytes("1"), 0, false, true, false);
        Put twoLeases = new Put(bytes("a"), bytes("1"), 4, false, false, true);
        assertThat(machine.fail(then(noKey))).isEqualTo(ErrorCode.KEY_NOT_PROVIDED);
        assertThat(machine.fail(then(DeleteRange.of(bytes(""))))).isEqualTo(ErrorCode.KEY_NOT_PROVIDED);
        assertThat(machine.fail(then(Range.of(bytes(""))))).isEqualTo(ErrorCode.KEY_NOT_PROVIDED);
        assertThat(machine.fail(new Txn(List.of(), List.of(), List.of(then(twoValues)))))
                .isEqualTo(ErrorCode.VALUE_PROVIDED);
        assertThat(machine.fail(then(twoLeases))).isEqualTo(ErrorCode.LEASE_PROVIDED);
        Compare onNothing = Compare.value(bytes(""), Result.EQUAL, bytes(""));
        assertThat(machine.fail(new Txn(List.of(onNothing), List.of(), List.of())))
                .isEqualTo(ErrorCode.KEY_NOT_PROVIDED);
    }

    @Test
    void aReplyThatIsTooLargeTakesEverythingBack() {
        Machine small = new Machine(new Limits(10, 1000, 10_000, 128, 128, 1, 10, 100_000, 1500, 1 << 20));
        small.put("a", "x".repeat(1000));
        small.put("b", "x".repeat(1000));
        small.put("c", "1");
        long before = small.machine().view().hash(4);
        long historyBefore = small.store().historySize();
        Txn txn = then(
                Put.of(bytes("c"), bytes("2")),
                Put.of(bytes("d"), bytes("2")),
                new DeleteRange(bytes("a"), bytes("b"), false),
                Range.of(bytes("b")),
                new Put(bytes("b"), bytes("1"), 0, true, false, false));
        assertThat(small.apply(txn)).isEqualTo(new Failure(ErrorCode.REPLY_TOO_LARGE, 4));
        assertThat(small.machine().view().hash(4)).isEqualTo(before);
        assertThat(small.store().historySize()).isEqualTo(historyBefore);
        assertThat(small.machine().view().size()).isEqualTo(3);
        assertThat(small.fail(new DeleteRange(bytes("a"), bytes("z"), true))).isEqualTo(ErrorCode.REPLY_TOO_LARGE);
        assertThat(small.put("e", "1")).isEqualTo(5);
    }

    @Test
    void aViewAnswersTransactionsThatOnlyRead() {
        machine.put("a", "1");
        Txn txn = new Txn(
                List.of(Compare.number(bytes("a"), Target.VERSION, Result.GREATER, 0)),
                List.of(then(Range.of(bytes("a")))),
                List.of());
        Reply logged = machine.apply(txn);
        assertThat(machine.machine().view().read(txn)).isEqualTo(logged);
        assertThat(machine.machine().view().read(then(Range.of(bytes("a")).withRevision(9))))
                .isEqualTo(new Failure(ErrorCode.FUTURE_REVISION, 2));
        Txn writing = new Txn(List.of(), List.of(), List.of(then(DeleteRange.of(bytes("a")))));
        assertThatThrownBy(() -> machine.machine().view().read(writing)).isInstanceOf(IllegalArgumentException.class);
    }
}
