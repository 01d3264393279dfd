package dev.paxoskv.node.scenario.naive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Twelve schedules that break the naive algorithm, each in the words of the page on it: {@code prepare(n, ab)} reaches A
 * and B. The scenarios of the same numbers show that the real core holds.
 */
class NaiveAlgorithmTest {
    private static final int SLOT = 1;

    private final NaiveAcceptor a = new NaiveAcceptor();
    private final NaiveAcceptor b = new NaiveAcceptor();
    private final NaiveAcceptor c = new NaiveAcceptor();
    private final List<NaiveAcceptor> ab = List.of(a, b);
    private final List<NaiveAcceptor> bc = List.of(b, c);
    private final List<NaiveAcceptor> abc = List.of(a, b, c);

    /** Every value that a majority accepted under one number: what Paxos calls chosen. There may be one. */
    private final Map<Integer, Map<String, Integer>> votes = new TreeMap<>();

    private boolean prepare(int number, List<NaiveAcceptor> to) {
        return to.stream().filter(each -> each.prepare(SLOT, number)).count() >= 2;
    }

    private boolean accept(int number, String value, List<NaiveAcceptor> to) {
        int oks = (int)
                to.stream().filter(each -> each.accept(SLOT, number, value)).count();
        votes.computeIfAbsent(number, absent -> new TreeMap<>()).merge(value, oks, Integer::sum);
        return oks >= 2;
    }

    private void commit(String value, List<NaiveAcceptor> to) {
        to.forEach(each -> each.commit(SLOT, value));
    }

    private List<String> chosen() {
        return votes.values().stream()
                .flatMap(byValue -> byValue.entrySet().stream())
                .filter(vote -> vote.getValue() >= 2)
                .map(Map.Entry::getKey)
                .distinct()
                .toList();
    }

    @Test
    void defect1AnAcknowledgedWriteIsLostWithoutAnyFault() {
        assertThat(prepare(1, abc) && accept(1, "x", abc))
                .as("x is acknowledged")
                .isTrue();
        commit("x", abc);
        assertThat(prepare(2, abc) && accept(2, "y", abc)).isTrue();
        commit("y", abc);
        assertThat(chosen()).containsExactly("x", "y");
        assertThat(abc).noneMatch(each -> each.log().contains("x"));
    }

    @Test
    void defect1ASplitLeavesTwoLogs() {
        split();
        assertThat(a.log()).isNotEqualTo(b.log());
    }

    private void split() {
        assertThat(prepare(1, ab) && accept(1, "x", ab)).isTrue();
        commit("x", List.of(a));
        assertThat(prepare(2, bc) && accept(2, "y", bc)).isTrue();
        commit("y", bc);
    }

    @Test
    void defect2ThePromiseOverwritesTheAcceptedNumber() {
        prepare(1, ab);
        accept(1, "x", List.of(a));
        prepare(2, bc);
        assertThat(accept(2, "y", bc)).as("y is chosen").isTrue();
        prepare(3, List.of(a));
        assertThat(prepare(4, ab)).isTrue();
        // even a writer that took the value of the highest number would go wrong: the numbers are no longer the values'
        String recovered = Stream.of(
                        new NaiveAcceptor.Pair(3, a.held(SLOT).value()),
                        new NaiveAcceptor.Pair(2, b.held(SLOT).value()))
                .max((one, other) -> Integer.compare(one.number(), other.number()))
                .map(NaiveAcceptor.Pair::value)
                .orElseThrow();
        accept(4, Objects.requireNonNull(recovered), ab);
        assertThat(chosen()).containsExactly("y", "x");
    }

    @Test
    void defect3ALateCommitIsBelieved() {
        split();
        assertThat(b.decided(SLOT)).isEqualTo("y");
        commit("x", List.of(b));
        assertThat(b.decided(SLOT)).isEqualTo("x");
        assertThat(b.log()).isNotEqualTo(c.log());
    }

    @Test
    void defect4NobodyFinishesWhatADeadWriterBegan() {
        assertThat(prepare(1, ab) && accept(1, "x", ab)).as("x is chosen").isTrue();
        assertThat(abc).as("and nobody will ever know").allMatch(each -> each.decided(SLOT) == null);
    }

    @Test
    void defect5Amnesia() {
        assertThat(prepare(1, ab) && accept(1, "x", ab)).isTrue();
        commit("x", List.of(a));
        b.restartEmpty();
        assertThat(prepare(1, bc) && accept(1, "y", bc))
                .as("the same number wins again")
                .isTrue();
        assertThat(chosen()).containsExactly("x", "y");
    }

    @Test
    void defect6ANumberIsUsedTwice() {
        prepare(1, List.of(a));
        accept(1, "x", List.of(a));
        assertThat(prepare(1, bc) && accept(1, "y", bc)).as("after a restart").isTrue();
        assertThat(a.held(SLOT).number()).isEqualTo(b.held(SLOT).number());
        assertThat(a.held(SLOT).value())
                .as("one number, two values")
                .isNotEqualTo(b.held(SLOT).value());
    }

    @Test
    void defect7RepliesAreCountedNotSenders() {
        boolean majority = prepare(1, List.of(a, a)) || accept(1, "x", List.of(a, a));
        assertThat(majority).as("A said yes twice").isTrue();
        assertThat(bc)
                .as("a majority knows nothing")
                .allMatch(each -> each.held(SLOT).value() == null);
    }

    @Test
    void defect8ARetryRunsAgain() {
        for (String put : List.of("k=1", "k=2", "k=1")) {
            abc.forEach(each -> each.commit(each.nextSlot(), put));
        }
        assertThat(a.log()).as("one client put 1 once, another put 2 once").containsExactly("k=1", "k=2", "k=1");
    }

    @Test
    void defect9ReadsGoBackInTime() {
        assertThat(prepare(1, abc) && accept(1, "x", abc)).isTrue();
        commit("x", List.of(a));
        assertThat(a.log()).containsExactly("x");
        assertThat(b.log()).as("read after that").isEmpty();
    }

    @Test
    void defect10CatchingUpTakesForEver() {
        int behind = 1000;
        for (int slot = 1; slot <= behind; slot++) {
            a.commit(slot, "v" + slot);
        }
        int milliseconds = 0;
        int written = behind;
        while (b.nextSlot() <= written && milliseconds < 200_000) {
            milliseconds += 100; // one poll, for one slot
            b.commit(b.nextSlot(), Objects.requireNonNull(a.decided(b.nextSlot())));
            a.commit(++written, "more"); // ten writes a second
        }
        assertThat(written - b.nextSlot() + 1)
                .as("after 200 s it is as far behind as ever")
                .isEqualTo(behind);
    }

    @Test
    void defect11Duelling() {
        int number = 0;
        int mine = ++number;
        assertThat(prepare(mine, abc)).isTrue();
        for (int turn = 0; turn < 1000; turn++) {
            int others = ++number;
            assertThat(prepare(others, abc))
                    .as("the other writer comes in between")
                    .isTrue();
            assertThat(accept(mine, "v" + mine, abc)).as("outbid").isFalse();
            mine = others; // and now it is the other one's turn to accept
        }
        assertThat(chosen()).isEmpty();
    }

    @Test
    void defect12OneHoleStopsTheLog() {
        a.prepare(1, 1);
        a.accept(1, 1, "x");
        for (int slot = 2; slot <= 10; slot++) {
            for (NaiveAcceptor each : abc) {
                each.commit(slot, "v" + slot);
            }
        }
        assertThat(abc)
                .as("nine slots are decided, and no reader sees one")
                .allMatch(each -> each.log().isEmpty());
    }
}
