package dev.paxoskv.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The planner in a simulated Kubernetes with a simulated cluster behind it, over random histories: edits of the spec, pods
 * that are killed, volumes and nodes that are lost, strangers who scale, operators that die between any two changes or act
 * on what was true a while ago. No quorum is ever given up by the operator, no member's disk is deleted, no two clusters are
 * formed, and when the faults end everything becomes as the user wants it.
 *
 * <p>{@code -Dplanner.seeds=100000} runs more histories, {@code -Dplanner.seed=7} runs one.
 */
class PlannerSimulationTest {

    private static final int SEEDS = Integer.getInteger("planner.seeds", 800);

    /** Every action that changes something: each must have been seen, so that the histories are about all of them. */
    private static final List<String> MUTATIONS = Arrays.stream(Action.class.getPermittedSubclasses())
            .map(Class::getSimpleName)
            .filter(name -> !List.of("Idle", "Wait", "Stop").contains(name))
            .toList();

    @Test
    void everyHistoryEndsWell() {
        Long only = Long.getLong("planner.seed");
        long[] seeds = only == null ? LongStream.range(0, SEEDS).toArray() : new long[] {only};
        List<String> failures = new ArrayList<>();
        SimRun.Tally tally = new SimRun.Tally();
        for (long seed : seeds) {
            SimRun.failure(seed, new Planner(), tally).ifPresent(failures::add);
            if (failures.size() >= 3) {
                break;
            }
        }
        assertThat(String.join("\n\n", failures)).isEmpty();
        if (only == null) {
            assertThat(tally.actions.keySet()).containsAll(MUTATIONS);
            assertThat(tally.withoutHope).isLessThan(tally.reachedGoal / 10);
        }
    }

    /** The mistakes that others made, and some more: each is noticed, so the simulation can fail. One needs more luck than
     * there is in random histories: see {@link LateDeletionTest}. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLAIMS_NOT_MARKED")
    void everyMistakeIsNoticed(Mistake mistake) {
        Planner wrong = mistake.planner();
        Optional<String> failure = LongStream.range(0, SEEDS)
                .mapToObj(seed -> SimRun.failure(seed, wrong))
                .flatMap(Optional::stream)
                .findFirst();
        assertThat(failure).as("a history in which %s does harm", mistake).isPresent();
    }
}
