package dev.paxoskv.node.scenario;

import dev.paxoskv.node.simulation.Tamper;
import java.util.function.Consumer;

/** Runs the scenario of a file. For who cannot name the simulator's classes. */
public final class ScenarioRun implements Consumer<String> {

    /** Ready to run. */
    public ScenarioRun() {}

    @Override
    public void accept(String file) {
        ScenarioTest.scenario(file, Tamper.Factory.NONE).run();
    }
}
