package dev.paxoskv.node.simulation.mutation;

import dev.paxoskv.node.simulation.Tamper;

/**
 * A defect and how to put it in.
 *
 * @param name what it is
 * @param source the rule or the defect of the naive algorithm that it stands for
 * @param defect makes it, for one process
 */
record Mutation(String name, String source, Tamper.Factory defect) {
    @Override
    public String toString() {
        return name;
    }
}
