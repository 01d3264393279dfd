package dev.paxoskv.node.statemachine;

import static dev.paxoskv.node.statemachine.Machine.bytes;
import static dev.paxoskv.node.statemachine.Machine.prefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paxoskv.node.statemachine.Operation.Compact;
import dev.paxoskv.node.statemachine.Reply.CompactReply;
import dev.paxoskv.node.statemachine.Reply.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compaction: what can still be read at once, what is gone in the end. */
class CompactionTest {

    private final Machine machine = new Machine();

    @Test
    void readingAtTheCompactedRevisionIsLegalAndBelowItIsNot() {
        machine.put("a", "1");
        machine.put("a", "2");
        machine.put("a", "3");
        assertThat(machine.apply(new Compact(3))).isEqualTo(new CompactReply(4));
        machine.sweep();
        assertThat(machine.range(prefix("a").withRevision(3)).kvs())
                .containsExactly(new KeyValue(bytes("a"), bytes("2"), 2, 3, 2, 0));
        assertThat(machine.machine().view().range(prefix("a").withRevision(2)))
                .isEqualTo(new Failure(ErrorCode.COMPACTED, 4));
        assertThat(machine.machine().view().compactRevision()).isEqualTo(3);
    }

    @Test
    void compactingTwiceOrAheadFails() {
        machine.put("a", "1");
        assertThat(machine.fail(new Compact(3))).isEqualTo(ErrorCode.FUTURE_REVISION);
        assertThat(machine.apply(new Compact(0))).isEqualTo(new CompactReply(2));
        assertThat(machine.fail(new Compact(0))).isEqualTo(ErrorCode.COMPACTED);
        assertThat(machine.apply(new Compact(2))).isEqualTo(new CompactReply(2));
        assertThat(machine.fail(new Compact(2))).isEqualTo(ErrorCode.COMPACTED);
        assertThat(machine.fail(new Compact(1))).isEqualTo(ErrorCode.COMPACTED);
        assertThat(machine.fail(new Compact(-1))).isEqualTo(ErrorCode.COMPACTED);
    }

    @Test
    void aSweepLeavesWhatCanBeReadAndNothingElse() {
        machine.put("a", "1"); // 2
        machine.put("b", "1"); // 3
        machine.delete("b"); // 4
        machine.put("c", "1"); // 5
        machine.put("a", "2"); // 6
        machine.delete("c"); // 7
        assertThat(machine.store().historySize()).isEqualTo(5);
        machine.apply(new Compact(6));
        machine.sweep();
        // c as it is at 6, and its tombstone at 7
        assertThat(machine.store().historySize()).isEqualTo(2);
        assertThat(machine.keys(Operation.Range.of(bytes("\0"), bytes("\0")).withRevision(6)))
                .containsExactly("a", "c");
        machine.apply(new Compact(7));
        machine.sweep();
        assertThat(machine.store().historySize()).isZero();
    }

    @Test
    void theWorkOfAStepIsBounded() {
        for (int i = 0; i < 100; i++) {
            machine.put("a", "v" + i);
        }
        machine.apply(new Compact(101));
        int steps = 1;
        long before = machine.store().historySize();
        while (machine.machine().compactStep(10)) {
            assertThat(before - machine.store().historySize()).isEqualTo(10);
            before = machine.store().historySize();
            steps++;
        }
        assertThat(steps).isEqualTo(10);
        assertThat(machine.store().historySize()).isZero();
        assertThat(machine.machine().compactStep(10)).isFalse();
        assertThatThrownBy(() -> machine.machine().compactStep(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSweepGoesOnAfterARestart() {
        for (int i = 0; i < 20; i++) {
            machine.put("a", "v" + i);
        }
        machine.apply(new Compact(21));
        machine.machine().compactStep(5);
        machine.machine().saveMeta();
        StateMachine restarted = new StateMachine(machine.store().copy(), Limits.DEFAULT);
        while (restarted.compactStep(5)) {
            assertThat(restarted.view().compactRevision()).isEqualTo(21);
        }
        restarted.finishSlot(restarted.appliedSlot());
        assertThat(restarted.view().historySize()).isZero();
        restarted.saveMeta();
    }

    @Test
    void aDeletedKeyStaysDeletedBetweenTheSlicesOfASweep() {
        machine.put("a", "1"); // 2
        machine.put("a", "2"); // 3
        machine.delete("a"); // 4
        machine.put("b", "1"); // 5
        machine.apply(new Compact(4));
        for (int slices = 0; slices < 4; slices++) {
            machine.machine().saveMeta();
            StateMachine between = new StateMachine(machine.store().copy(), Limits.DEFAULT);
            assertThat(between.view().range(prefix("a").withRevision(4)))
                    .isEqualTo(new Reply.RangeReply(5, List.of(), 0, false));
            while (between.compactStep(1)) {
                assertThat(between.view().compactRevision()).isEqualTo(4);
            }
            between.finishSlot(between.appliedSlot());
            assertThat(between.view().historySize()).isZero();
            machine.machine().compactStep(1);
        }
        assertThat(machine.machine().compactStep(1)).isFalse();
    }

    @Test
    void theHashDoesNotKnowHowFarTheSweepIs() {
        for (String key : new String[] {"a", "b", "a", "c", "b", "a"}) {
            machine.put(key, "x");
        }
        machine.delete("c");
        machine.apply(new Compact(6));
        long hash = machine.machine().stateHash();
        long hashAtSix = machine.machine().view().hash(6);
        machine.sweep();
        assertThat(machine.machine().stateHash()).isEqualTo(hash);
        machine.put("a", "later");
        assertThat(machine.machine().stateHash()).isNotEqualTo(hash);
        assertThat(machine.machine().view().hash(6)).isEqualTo(hashAtSix);
        assertThatThrownBy(() -> machine.machine().view().hash(5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> machine.machine().view().hash(10)).isInstanceOf(IllegalArgumentException.class);
    }
}
