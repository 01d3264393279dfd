package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.message.Envelope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run: a cluster that lives through the faults of a seed with all oracles watching, and then, with the faults stopped
 * inside a majority and everybody else dead or cut off, has to converge in a bounded number of ticks.
 */
public final class Simulation {
    /** How long a majority without faults may take to serve everybody again, in ticks. */
    static final int CONVERGENCE_TICKS = 600;

    /** How many slots a member catches up with in a tick, at least: pages may be as short as an entry. */
    static final int CATCH_UP = 2;

    /** How long nobody may depose the leader after that, in ticks. */
    static final int STABLE_TICKS = 100;

    private static final int CHECK_EVERY = 5;

    private final long seed;
    private final Plan plan;
    private final List<Fault> faults;
    private final World world;
    private final FaultInjector injector;
    private final Clients clients;
    private final Losses losses;
    private final Administrator administrator;
    private final Dice dice;
    private int convergenceTicks;

    /**
     * How a run ended.
     *
     * @param seed the seed
     * @param hash the hash of its trace
     * @param events how many events there were
     * @param chosenSlots how many slots were chosen
     * @param calls how many requests clients made
     * @param convergenceTicks how long the second phase took to converge
     * @param violation what an oracle objected to; null if nothing
     * @param faults the faults of the run
     * @param lines the trace, if it was kept
     */
    public record Result(
            long seed,
            long hash,
            long events,
            long chosenSlots,
            int calls,
            int convergenceTicks,
            long undecided,
            @Nullable Violation violation,
            List<Fault> faults,
            List<String> lines) {}

    private Simulation(long seed, @Nullable List<Fault> chosenFaults, boolean keepText, Tamper.Factory tampers) {
        this.seed = seed;
        Dice seeded = new Dice(seed);
        plan = Plan.draw(seeded.split());
        List<Fault> drawn = FaultInjector.draw(seeded.split(), plan);
        faults = chosenFaults == null ? drawn : chosenFaults;
        Cast cast = Cast.draw(seeded.split(), plan.nodes(), plan.alpha(), plan.featureLevel());
        world = new World(cast, plan.tuning(), seeded.split(), keepText ? Integer.MAX_VALUE : 0, tampers);
        world.conditions().draw();
        clients = new Clients(world, seeded.split(), plan);
        losses = new Losses(world);
        administrator = new Administrator(world, seeded.split(), plan, losses);
        injector = new FaultInjector(world, clients, administrator, losses);
        dice = seeded.split();
    }

    /** Runs a seed. */
    public static Result run(long seed) {
        return new Simulation(seed, null, false, Tamper.Factory.NONE).run();
    }

    /** Runs a seed and keeps the trace. */
    public static Result runTraced(long seed) {
        return new Simulation(seed, null, true, Tamper.Factory.NONE).run();
    }

    /** Runs a seed with a defect in every node. */
    public static Result run(long seed, Tamper.Factory tampers) {
        return new Simulation(seed, null, false, tampers).run();
    }

    /** Runs a seed with other faults than its own. */
    static Result run(long seed, List<Fault> faults, boolean keepText, Tamper.Factory tampers) {
        return new Simulation(seed, faults, keepText, tampers).run();
    }

    private Result run() {
        Violation violation = null;
        world.trace().event("", "seed " + seed + " " + plan);
        try {
            beginWithOldBuilds();
            world.nodes().forEach(Node::start);
            clients.start();
            administrator.start();
            injector.plan(faults);
            world.runTicks(plan.faultTicks());
            converge();
            world.oracles().finish();
        } catch (Violation seen) {
            violation = seen;
            world.trace().event("", "VIOLATION " + seen.getMessage());
        }
        return new Result(
                seed,
                world.trace().hash(),
                world.trace().events(),
                world.oracles().agreement().chosenPrefix(),
                world.oracles().history().calls().size(),
                convergenceTicks,
                world.oracles().history().undecided(),
                violation,
                faults,
                world.trace().lines());
    }

    /** Some members begin with an old build, and get the new one in the course of the run. */
    private void beginWithOldBuilds() {
        for (Node node : List.copyOf(world.nodes())) {
            if (((plan.oldBuilds() >> node.index()) & 1) != 0) {
                node.upgrade(Envelope.OLDEST_VERSION);
                world.after(dice.between(1L, plan.faultTicks()) * World.TICK, () -> upgrade(node));
            }
        }
    }

    private static void upgrade(Node node) {
        boolean running = node.isRunning();
        node.crash();
        node.upgrade(Envelope.PROTOCOL_VERSION);
        if (running) {
            node.start();
        }
    }

    /** The second phase. */
    private void converge() {
        clients.stop();
        administrator.stop();
        injector.stop();
        Survivors survivors = heal();
        // reads alone, or after writes: a write brings many things in order that a read must not depend on
        if (dice.chance(0.5)) {
            converge(
                    survivors,
                    survivors.nodes().stream().map(clients::readProbe).toList());
        }
        converge(survivors, survivors.nodes().stream().map(clients::writeProbe).toList());
        converge(survivors, survivors.nodes().stream().map(clients::readProbe).toList());
        staysStable(survivors);
    }

    private void converge(Survivors survivors, List<Clients.Probe> probes) {
        long allowed = CONVERGENCE_TICKS + survivors.furthestBehind() / CATCH_UP;
        for (int ticks = 0; ticks < allowed; ticks += CHECK_EVERY) {
            world.runTicks(CHECK_EVERY);
            boolean served = probes.stream().allMatch(probe -> probe.succeeded() || !survivors.serves(probe.node()));
            if (served && survivors.areConverged()) {
                convergenceTicks = Math.max(convergenceTicks, ticks + CHECK_EVERY);
                return;
            }
        }
        throw new Violation(
                "liveness",
                "after " + allowed + " ticks without faults among " + survivors.names() + ": "
                        + survivors.state(probes));
    }

    /** A leader that serves everybody is not deposed. */
    private void staysStable(Survivors survivors) {
        world.runTicks(4L * plan.tuning().missedRounds() * plan.tuning().heartbeatTicks());
        int before = survivors.leadershipChanges();
        world.runTicks(STABLE_TICKS);
        int changes = survivors.leadershipChanges() - before;
        Violation.require(
                changes == 0,
                "stable leadership",
                () -> changes + " changes of leadership in " + STABLE_TICKS + " ticks without faults");
    }

    /** Picks those who go on, and lets the rest be dead or cut off. */
    private Survivors heal() {
        Survivors survivors = new Survivors(world, losses, dice);
        world.conditions().calm();
        world.network().mendAll();
        world.trace().event("", "only " + survivors.names() + " from here on");
        for (Node node : world.nodes()) {
            if (survivors.contains(node)) {
                revive(node);
            } else {
                exclude(node);
            }
        }
        return survivors;
    }

    private void revive(Node node) {
        node.disk().repair();
        node.ticking(true);
        world.network().speakStrangely(node.index(), 0);
        NodeProcess process = node.process();
        if (process != null && process.isPaused()) {
            process.pause(false);
        }
        if (node.version() < Envelope.PROTOCOL_VERSION) {
            upgrade(node);
        }
        node.start();
    }

    private void exclude(Node node) {
        if (dice.chance(0.5)) {
            node.crash();
            return;
        }
        for (int other = 0; other < world.cast().size(); other++) {
            if (other != node.index()) {
                world.network().cut(node.index(), other);
                world.network().cut(other, node.index());
            }
        }
    }
}
