package dev.paxoskv.node.simulation;

import java.util.function.LongFunction;

/** Runs a seed without faults and says which oracle objected: an empty text for none. */
public final class PeacefulSeed implements LongFunction<String> {

    /** Ready to run. */
    public PeacefulSeed() {}

    @Override
    public String apply(long seed) {
        Violation violation = PeacefulRun.run(seed).violation();
        return violation == null ? "" : violation.oracle();
    }
}
