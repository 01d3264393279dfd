package dev.paxoskv.node.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * One run without faults: members change, leaders hand over, nodes stop as they should, logs are cut, and clients ask for
 * things all the while. Under all oracles and {@link Peace}: nobody's call may fail.
 */
public final class PeacefulRun {
    private static final int FIRST_LEADER_TICKS = 100;
    private static final int LAST_TICKS = 1_000;

    private final long seed;
    private final Plan plan;
    private final World world;
    private final Clients clients;
    private final Steward steward;

    private PeacefulRun(long seed, boolean keepText, Tamper.Factory tampers) {
        this.seed = seed;
        Dice seeded = new Dice(seed);
        plan = Plan.draw(seeded.split()).peaceful();
        Cast cast = Cast.draw(seeded.split(), plan.nodes(), plan.alpha(), plan.featureLevel());
        world = new World(cast, plan.tuning(), seeded.split(), keepText ? Integer.MAX_VALUE : 0, tampers);
        world.conditions().calm();
        clients = new Clients(world, seeded.split(), plan);
        steward = new Steward(world, seeded.split());
    }

    /** Runs a seed. */
    static Simulation.Result run(long seed) {
        return new PeacefulRun(seed, false, Tamper.Factory.NONE).run();
    }

    /** Runs a seed and keeps the trace. */
    static Simulation.Result runTraced(long seed) {
        return new PeacefulRun(seed, true, Tamper.Factory.NONE).run();
    }

    private Simulation.Result run() {
        Violation violation = null;
        world.trace().event("", "seed " + seed + " without faults " + plan);
        try {
            world.nodes().forEach(Node::start);
            waitFor(
                    FIRST_LEADER_TICKS,
                    "the first leader",
                    () -> Node.serving(world).size() == plan.nodes());
            world.oracles().peace().begin();
            clients.start();
            steward.start();
            world.runTicks(plan.faultTicks());
            clients.stop();
            steward.stop();
            waitFor(LAST_TICKS, "the end", this::isQuiet);
            world.oracles().finish();
        } catch (Violation seen) {
            violation = seen;
            world.trace().event("", "VIOLATION " + seen.getMessage());
        }
        return new Simulation.Result(
                seed,
                world.trace().hash(),
                world.trace().events(),
                world.oracles().agreement().chosenPrefix(),
                world.oracles().history().calls().size(),
                0,
                world.oracles().history().undecided(),
                violation,
                List.of(),
                world.trace().lines());
    }

    private interface Condition {
        boolean holds();
    }

    private void waitFor(int ticks, String what, Condition condition) {
        for (int i = 0; i < ticks && !condition.holds(); i++) {
            world.runTicks(1);
        }
        Violation.require(condition.holds(), "peace", () -> "after " + ticks + " ticks still waiting for " + what);
    }

    /** Nobody waits, nothing is under way, and every member has applied all that is chosen. */
    private boolean isQuiet() {
        List<Node> members = new ArrayList<>(world.nodes());
        members.removeIf(
                node -> world.oracles().membership().latest().member(node.id()).isEmpty());
        long chosen = world.oracles().agreement().chosenPrefix();
        return !steward.isBusy()
                && members.stream().allMatch(node -> node.serves() && node.appliedSlot() == chosen)
                && members.stream().allMatch(node -> node.requireProcess().waiting() == 0);
    }
}
