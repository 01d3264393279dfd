package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One run: a cluster that lives through the faults of a seed with all oracles watching, and then, with the faults stopped
 * inside a majority and everybody else dead or cut off, has to converge in a bounded number of ticks.
 */
public final class Simulation {
    /** How long a majority without faults may take to serve everybody again, in ticks. */
    static final int CONVERGENCE_TICKS = 600;

    /** How long nobody may depose the leader after that, in ticks. */
    static final int STABLE_TICKS = 100;

    private static final int CHECK_EVERY = 5;

    private final long seed;
    private final Plan plan;
    private final List<Fault> faults;
    private final World world;
    private final FaultInjector injector;
    private final Clients clients;
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
        Cast cast = Cast.draw(seeded.split(), plan.nodes(), plan.alpha());
        world = new World(cast, plan.tuning(), seeded.split(), keepText ? Integer.MAX_VALUE : 0, tampers);
        world.conditions().draw();
        clients = new Clients(world, seeded.split(), plan);
        injector = new FaultInjector(world, clients);
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
            world.nodes().forEach(Node::start);
            clients.start();
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

    /** The second phase. */
    private void converge() {
        clients.stop();
        injector.stop();
        List<Node> core = healMajority();
        // reads alone, or after writes: a write brings many things in order that a read must not depend on
        if (dice.chance(0.5)) {
            converge(core, core.stream().map(clients::readProbe).toList());
        }
        converge(core, core.stream().map(clients::writeProbe).toList());
        converge(core, core.stream().map(clients::readProbe).toList());
        staysStable(core);
    }

    private void converge(List<Node> core, List<Clients.Probe> probes) {
        for (int ticks = 0; ticks < CONVERGENCE_TICKS; ticks += CHECK_EVERY) {
            world.runTicks(CHECK_EVERY);
            if (isConverged(core, probes)) {
                convergenceTicks = Math.max(convergenceTicks, ticks + CHECK_EVERY);
                return;
            }
        }
        throw new Violation(
                "liveness",
                "after " + CONVERGENCE_TICKS + " ticks without faults among "
                        + core.stream().map(Node::name).toList() + ": " + state(core, probes));
    }

    /** A leader that serves everybody is not deposed. */
    private void staysStable(List<Node> core) {
        world.runTicks(4L * plan.tuning().missedRounds() * plan.tuning().heartbeatTicks());
        int before = leadershipChanges(core);
        world.runTicks(STABLE_TICKS);
        int changes = leadershipChanges(core) - before;
        Violation.require(
                changes == 0,
                "stable leadership",
                () -> changes + " changes of leadership in " + STABLE_TICKS + " ticks without faults");
    }

    private static int leadershipChanges(List<Node> core) {
        int changes = 0;
        for (Node node : core) {
            NodeProcess process = node.process();
            changes += process == null ? 0 : process.leadershipChanges();
        }
        return changes;
    }

    /** Picks a majority that lost no disk, and lets the rest be dead or cut off. */
    private List<Node> healMajority() {
        List<Node> sound = new ArrayList<>();
        for (Node node : dice.shuffled(world.nodes())) {
            if (!node.isLost()) {
                sound.add(node);
            }
        }
        int size = dice.between(world.cast().majority(), sound.size());
        List<Node> core = new ArrayList<>(sound.subList(0, size));
        core.sort(Comparator.comparingInt(Node::index));
        world.conditions().calm();
        world.network().mendAll();
        for (Node node : world.nodes()) {
            if (core.contains(node)) {
                revive(node);
            } else {
                exclude(node);
            }
        }
        world.trace().event("", "only " + core.stream().map(Node::name).toList() + " from here on");
        return core;
    }

    private void revive(Node node) {
        node.disk().repair();
        node.ticking(true);
        world.network().speak(node.index(), Envelope.PROTOCOL_VERSION);
        NodeProcess process = node.process();
        if (process != null && process.isPaused()) {
            process.pause(false);
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

    private boolean isConverged(List<Node> core, List<Clients.Probe> probes) {
        return hasLeader(core)
                && isAnswered(core)
                && probes.stream().allMatch(Clients.Probe::succeeded)
                && isLevel(core);
    }

    /** Nobody waits at these nodes. */
    private static boolean isAnswered(List<Node> core) {
        for (Node node : core) {
            NodeProcess process = node.process();
            if (process == null || process.waiting() > 0) {
                return false;
            }
        }
        return true;
    }

    /** One leads, all follow it, and no other believes that it leads. */
    private static boolean hasLeader(List<Node> core) {
        List<Node> leaders = core.stream().filter(Node::leads).toList();
        return leaders.size() == 1 && isFollowedBy(leaders.getFirst().id(), core);
    }

    private static boolean isFollowedBy(MemberId leader, List<Node> core) {
        for (Node node : core) {
            NodeProcess process = node.process();
            if (process == null || !process.status().leader().member().equals(leader)) {
                return false;
            }
        }
        return true;
    }

    private boolean isLevel(List<Node> core) {
        long prefix = world.oracles().agreement().chosenPrefix();
        for (Node node : core) {
            NodeProcess process = node.process();
            if (process == null || process.state().appliedSlot() != prefix) {
                return false;
            }
        }
        return true;
    }

    private String state(List<Node> core, List<Clients.Probe> probes) {
        StringBuilder text =
                new StringBuilder("chosen " + world.oracles().agreement().chosenPrefix());
        for (int i = 0; i < core.size(); i++) {
            NodeProcess process = core.get(i).process();
            text.append("; ").append(core.get(i).name());
            if (process == null) {
                text.append(" is not running");
                continue;
            }
            text.append(' ').append(process.role()).append(" of ");
            text.append(world.describe().ballot(process.status().leader()));
            text.append(", applied ").append(process.state().appliedSlot());
            text.append(", waiting ").append(process.waiting());
            text.append(", session ").append(process.isSessionOpen() ? "open" : "closed");
            text.append(", request ").append(probes.get(i).succeeded() ? "done" : "not done");
        }
        return text.toString();
    }
}
