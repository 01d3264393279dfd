package dev.paxoskv.node.simulation;

import java.util.function.LongFunction;

/** Runs a seed and says which oracle objected: an empty text for none. For who cannot name the simulator's classes. */
public final class Seed implements LongFunction<String> {

    /** Ready to run. */
    public Seed() {}

    @Override
    public String apply(long seed) {
        Violation violation = Simulation.run(seed).violation();
        return violation == null ? "" : violation.oracle();
    }
}
