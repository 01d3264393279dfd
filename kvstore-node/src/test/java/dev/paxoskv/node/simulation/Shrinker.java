package dev.paxoskv.node.simulation;

import java.util.ArrayList;
import java.util.List;

/** Finds few faults of a failing run that fail in the same way: Zeller's and Hildebrandt's delta debugging. */
final class Shrinker {
    private static final int MOST_RUNS = 200;

    private Shrinker() {}

    static List<Fault> shrink(long seed, List<Fault> faults, String oracle, Tamper.Factory tampers) {
        List<Fault> current = faults;
        int runs = 0;
        for (int size = Math.max(1, current.size() / 2); size >= 1; size = size == 1 ? 0 : size / 2) {
            for (int start = 0; start < current.size() && runs < MOST_RUNS; ) {
                List<Fault> fewer = new ArrayList<>(current.subList(0, start));
                fewer.addAll(current.subList(Math.min(current.size(), start + size), current.size()));
                runs++;
                if (failsLikewise(seed, fewer, oracle, tampers)) {
                    current = fewer;
                } else {
                    start += size;
                }
            }
        }
        return current;
    }

    private static boolean failsLikewise(long seed, List<Fault> faults, String oracle, Tamper.Factory tampers) {
        Violation violation = Simulation.run(seed, faults, false, tampers).violation();
        return violation != null && violation.oracle().equals(oracle);
    }
}
