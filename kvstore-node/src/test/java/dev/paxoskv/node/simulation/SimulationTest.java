package dev.paxoskv.node.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Runs seeds. How many is the property {@code simulation.seeds}, from which {@code simulation.from}; {@code
 * simulation.seed} runs a single one, with {@code simulation.trace=true} and its trace.
 */
class SimulationTest {
    private static final long SEEDS = Long.getLong("simulation.seeds", 150);
    private static final long FROM = Long.getLong("simulation.from", 1);
    private static final long PEACEFUL_SEEDS = Long.getLong("simulation.peace.seeds", 25);
    private static final boolean TRACE = Boolean.getBoolean("simulation.trace");

    @Test
    void everySeedHoldsAndReplays() {
        Long single = Long.getLong("simulation.seed");
        if (single != null) {
            check(single);
            return;
        }
        Statistics statistics = new Statistics();
        for (long seed = FROM; seed < FROM + SEEDS; seed++) {
            statistics.add(check(seed));
        }
        System.out.println(statistics);
        assertThat(statistics.undecided)
                .as("histories that the checker gave up on")
                .isLessThanOrEqualTo(SEEDS / 100);
    }

    /** The same without faults: nobody's request fails, whatever is changed meanwhile. */
    @Test
    void nothingFailsInPeace() {
        long single = Long.getLong("simulation.peace.seed", 0);
        long from = single > 0 ? single : FROM;
        Statistics statistics = new Statistics();
        for (long seed = from; seed < from + (single > 0 ? 1 : PEACEFUL_SEEDS); seed++) {
            statistics.add(checkPeaceful(seed));
        }
        System.out.println("without faults: " + statistics);
    }

    private static Simulation.Result checkPeaceful(long seed) {
        Simulation.Result result = TRACE ? PeacefulRun.runTraced(seed) : PeacefulRun.run(seed);
        result.lines().forEach(System.out::println);
        Violation violation = result.violation();
        if (violation != null) {
            throw new AssertionError("""
                    seed %d without faults: %s
                    Replay it with its trace:
                      ./mvnw test -pl kvstore-node -Dtest=SimulationTest#nothingFailsInPeace -Dsimulation.peace.seed=%d -Dsimulation.trace=true""".formatted(seed, violation.getMessage(), seed), violation);
        }
        assertThat(PeacefulRun.run(seed).hash())
                .as("seed %d gives another run the second time", seed)
                .isEqualTo(result.hash());
        return result;
    }

    private static Simulation.Result check(long seed) {
        Simulation.Result result = TRACE ? Simulation.runTraced(seed) : Simulation.run(seed);
        if (TRACE) {
            result.lines().forEach(System.out::println);
        }
        Violation violation = result.violation();
        if (violation != null) {
            throw new AssertionError(report(result, violation), violation);
        }
        assertThat(Simulation.run(seed).hash())
                .as("seed %d gives another run the second time", seed)
                .isEqualTo(result.hash());
        return result;
    }

    private static String report(Simulation.Result result, Violation violation) {
        List<Fault> fewest = Shrinker.shrink(result.seed(), result.faults(), violation.oracle(), Tamper.Factory.NONE);
        return """
                seed %d: %s
                %d of its %d faults are enough for it: %s
                Replay it with its trace:
                  ./mvnw test -pl kvstore-node -Dtest=SimulationTest -Dsimulation.seed=%d -Dsimulation.trace=true""".formatted(
                        result.seed(),
                        violation.getMessage(),
                        fewest.size(),
                        result.faults().size(),
                        fewest,
                        result.seed());
    }

    /** Whether the seeds did anything worth watching. */
    private static final class Statistics {
        private long runs;
        private long events;
        private long slots;
        private long calls;
        private long undecided;
        private int slowest;

        void add(Simulation.Result result) {
            runs++;
            events += result.events();
            slots += result.chosenSlots();
            calls += result.calls();
            undecided += result.undecided();
            slowest = Math.max(slowest, result.convergenceTicks());
        }

        @Override
        public String toString() {
            return ("%d seeds, each run twice: %d events, %d slots chosen, %d requests of clients, %d histories undecided,"
                            + " slowest convergence %d ticks")
                    .formatted(runs, events, slots, calls, undecided, slowest);
        }
    }
}
