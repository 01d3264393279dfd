package dev.paxoskv.node.simulation.mutation;

import dev.paxoskv.node.simulation.Tamper;

/**
 * A defect and how to put it in.
 *
 * @param name what it is
 * @param source the rule or the defect of the naive algorithm that it stands for
 * @param defect makes it, for one process
 * @param firstSeed where the search begins: seeds below are known not to find it, and would only take time
 */
record Mutation(String name, String source, Tamper.Factory defect, long firstSeed) {

    Mutation(String name, String source, Tamper.Factory defect) {
        this(name, source, defect, 1);
    }

    @Override
    public String toString() {
        return name;
    }
}
