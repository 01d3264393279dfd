package dev.paxoskv.node.statemachine;

import static dev.paxoskv.node.statemachine.Machine.bytes;
import static dev.paxoskv.node.statemachine.Machine.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.statemachine.Operation.Range;
import dev.paxoskv.node.statemachine.Operation.SortOrder;
import dev.paxoskv.node.statemachine.Operation.SortTarget;
import dev.paxoskv.node.statemachine.Reply.Failure;
import dev.paxoskv.node.statemachine.Reply.RangeReply;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a range answers. */
class RangeRulesTest {

    private final Machine machine = new Machine();

    @BeforeEach
    void fill() {
        machine.put("k/b", "4"); // 2
        machine.put("k/a", "3"); // 3
        machine.put("k/d", "1"); // 4
        machine.put("k/c", "2"); // 5
        machine.put("k/a", "5"); // 6
        machine.put("z", "0"); // 7
    }

    @Test
    void keysComeInTheOrderOfTheirBytesAsUnsignedNumbers() {
        machine.put("k/\u00ff", "");
        machine.put("k/\u007f", "");
        machine.put("k", "");
        assertThat(machine.keys(prefix("k"))).containsExactly("k", "k/a", "k/b", "k/c", "k/d", "k/\u007f", "k/\u00ff");
    }

    @Test
    void aZeroByteIsNoEnd() {
        assertThat(machine.keys(Range.of(bytes("k/d"), bytes("\0")))).containsExactly("k/d", "z");
        assertThat(machine.keys(Range.of(bytes("\0"), bytes("\0")))).hasSize(5);
    }

    @Test
    void anEndThatIsNotAfterTheKeyIsEmpty() {
        RangeReply empty = new RangeReply(7, List.of(), 0, false);
        assertThat(machine.range(Range.of(bytes("z"), bytes("a")))).isEqualTo(empty);
        assertThat(machine.range(Range.of(bytes("z"), bytes("z")))).isEqualTo(empty);
        assertThat(machine.range(Range.of(bytes("z"), bytes("z")).withRevision(5)))
                .isEqualTo(empty);
    }

    @Test
    void theCountKnowsNeitherLimitNorFilters() {
        RangeReply reply = machine.range(prefix("k/").withLimit(1).withModRevisions(4, 5));
        assertThat(reply.count()).isEqualTo(4);
        assertThat(reply.kvs()).extracting(KeyValue::modRevision).containsExactly(5L);
        assertThat(reply.more()).isTrue();
    }

    @Test
    void moreSaysThatTheLimitCutSomethingOff() {
        assertThat(machine.range(prefix("k/").withLimit(3)).more()).isTrue();
        assertThat(machine.range(prefix("k/").withLimit(4)).more()).isFalse();
        assertThat(machine.range(prefix("k/").withLimit(-1)).kvs()).hasSize(4);
        assertThat(machine.range(prefix("k/").withLimit(Long.MAX_VALUE)).kvs()).hasSize(4);
        assertThat(machine.range(prefix("k/").withLimit(1).withModRevisions(0, 2))
                        .more())
                .isFalse();
    }

    @Test
    void aCountAloneHasNoKeys() {
        RangeReply reply = new RangeReply(7, List.of(), 4, false);
        assertThat(machine.range(prefix("k/").withCountOnly().withLimit(1))).isEqualTo(reply);
        assertThat(machine.range(prefix("k/").withCountOnly().withRevision(7))).isEqualTo(reply);
        assertThat(machine.range(prefix("k/").withCountOnly().withRevision(3)).count())
                .isEqualTo(2);
        assertThat(machine.range(Range.of(bytes("z")).withCountOnly()).count()).isEqualTo(1);
        assertThat(machine.range(Range.of(bytes("y")).withCountOnly()).count()).isZero();
    }

    @Test
    void keysOnlyDropsTheValuesAndNothingElse() {
        assertThat(machine.range(Range.of(bytes("k/a")).withKeysOnly()).kvs())
                .containsExactly(new KeyValue(bytes("k/a"), bytes(""), 3, 6, 2, 0));
        RangeReply byValue = machine.range(prefix("k/").withKeysOnly().withSort(SortOrder.DESCEND, SortTarget.VALUE));
        assertThat(byValue.kvs()).extracting(kv -> Machine.text(kv.key())).containsExactly("k/a", "k/b", "k/c", "k/d");
        assertThat(byValue.kvs()).allMatch(kv -> kv.value().length == 0);
    }

    @Test
    void aFilterOnTheCreationIsOneOnTheCreation() {
        assertThat(machine.keys(prefix("k/").withCreateRevisions(3, 4))).containsExactly("k/a", "k/d");
        assertThat(machine.keys(prefix("k/").withModRevisions(3, 4))).containsExactly("k/d");
        assertThat(machine.range(Range.of(bytes("k/a")).withModRevisions(0, 5)))
                .isEqualTo(new RangeReply(7, List.of(), 1, false));
    }

    @Test
    void sortingComesBeforeTheLimit() {
        Range range = prefix("k/").withLimit(2);
        assertThat(machine.keys(range.withSort(SortOrder.DESCEND, SortTarget.KEY)))
                .containsExactly("k/d", "k/c");
        assertThat(machine.keys(range.withSort(SortOrder.ASCEND, SortTarget.KEY)))
                .containsExactly("k/a", "k/b");
        assertThat(machine.keys(range.withSort(SortOrder.ASCEND, SortTarget.VALUE)))
                .containsExactly("k/d", "k/c");
        assertThat(machine.keys(range.withSort(SortOrder.DESCEND, SortTarget.VERSION)))
                .containsExactly("k/a", "k/b");
        assertThat(machine.keys(range.withSort(SortOrder.ASCEND, SortTarget.MOD_REVISION)))
                .containsExactly("k/b", "k/d");
        assertThat(machine.keys(range.withSort(SortOrder.DESCEND, SortTarget.CREATE_REVISION)))
                .containsExactly("k/c", "k/d");
    }

    @Test
    void aTargetWithoutAnOrderSortsWhatTheLimitAndOneMoreLeft() {
        // by key and limit 2 + 1: a, b, c; by value: c, b, a; then cut
        assertThat(machine.keys(prefix("k/").withLimit(2).withSort(SortOrder.NONE, SortTarget.VALUE)))
                .containsExactly("k/c", "k/b");
        // with a filter all are read before the sort
        assertThat(machine.keys(prefix("k/")
                        .withLimit(2)
                        .withSort(SortOrder.NONE, SortTarget.VALUE)
                        .withModRevisions(1, 0)))
                .containsExactly("k/d", "k/c");
    }

    @Test
    void anOldRevisionShowsWhatWasThere() {
        machine.delete("k/b"); // 8
        machine.put("k/b", "9"); // 9
        assertThat(machine.range(prefix("k/").withRevision(3)))
                .isEqualTo(new RangeReply(
                        9,
                        List.of(
                                new KeyValue(bytes("k/a"), bytes("3"), 3, 3, 1, 0),
                                new KeyValue(bytes("k/b"), bytes("4"), 2, 2, 1, 0)),
                        2,
                        false));
        assertThat(machine.keys(prefix("k/").withRevision(8))).containsExactly("k/a", "k/c", "k/d");
        assertThat(machine.keys(Range.of(bytes("k/b")).withRevision(8))).isEmpty();
        assertThat(machine.keys(prefix("k/").withRevision(1))).isEmpty();
        assertThat(machine.range(prefix("k/").withRevision(7).withLimit(1)).count())
                .isEqualTo(4);
    }

    @Test
    void aPageDoesNotCountWhatItLeavesOut() {
        ReadView view = machine.machine().view();
        assertThat(((RangeReply) view.page(prefix("k/").withLimit(1))).count()).isEqualTo(-1);
        assertThat(((RangeReply) view.page(prefix("k/").withLimit(1).withRevision(6))).count())
                .isEqualTo(-1);
        assertThat(((RangeReply) view.page(prefix("k/"))).count()).isEqualTo(4);
    }

    @Test
    void theFutureCannotBeRead() {
        assertThat(machine.machine().view().range(prefix("k/").withRevision(8)))
                .isEqualTo(new Failure(ErrorCode.FUTURE_REVISION, 7));
    }

    @Test
    void aRevisionBelowZeroIsTheCurrentOne() {
        assertThat(machine.keys(prefix("k/").withRevision(-5))).hasSize(4);
    }

    @Test
    void anEmptyKeyIsNone() {
        assertThat(machine.machine().view().range(Range.of(bytes(""), bytes("\0"))))
                .isEqualTo(new Failure(ErrorCode.KEY_NOT_PROVIDED, 7));
    }

    @Test
    void aReadThatIsTooLargeFails() {
        Limits tiny = new Limits(10, 100, 1000, 128, 128, 1, 10, 1000, 1000, 200);
        Machine small = new Machine(tiny);
        small.put("a", "x".repeat(100));
        small.put("b", "x".repeat(100));
        assertThat(small.keys(prefix("a"))).containsExactly("a");
        assertThat(small.machine().view().range(Range.of(bytes("a"), bytes("\0"))))
                .isEqualTo(new Failure(ErrorCode.REPLY_TOO_LARGE, 3));
    }

    @Test
    void aViewNeverChanges() {
        ReadView before = machine.machine().view();
        machine.put("k/a", "new");
        machine.delete("k/b");
        assertThat(before.revision()).isEqualTo(7);
        assertThat(before.count(bytes("k"), null)).isEqualTo(5);
        assertThat(before.get(bytes("k/a"))).isEqualTo(new KeyValue(bytes("k/a"), bytes("5"), 3, 6, 2, 0));
        assertThat(machine.machine().view().size()).isEqualTo(4);
    }
}
