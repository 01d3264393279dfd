package dev.paxoskv.operator.plan;

import dev.paxoskv.operator.plan.SimOperator.Decision;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** One history: faults and passes of an operator, then calm, in which everything must become as the user wants it. */
final class SimRun {

    private static final int CHAOS = 150;
    private static final int CALM = 900;
    private static final int QUIET = 25;

    private final SimWorld world;
    private final Planner planner;
    private final SimFaults faults;
    private final Deque<Decision> held = new ArrayDeque<>();
    private SimOperator operator;

    private SimRun(long seed, Planner planner) {
        this.world = new SimWorld(seed);
        this.planner = planner;
        this.faults = new SimFaults(world);
        this.operator = new SimOperator(world, planner);
    }

    /** What happened in histories, to show that they were about something. */
    static final class Tally {
        final Map<String, Integer> actions = new TreeMap<>();
        int reachedGoal;
        int withoutHope;
    }

    /** The failure of a history, with its seed and its last events; empty if it went as it must. */
    static Optional<String> failure(long seed, Planner planner) {
        return failure(seed, planner, new Tally());
    }

    static Optional<String> failure(long seed, Planner planner, Tally tally) {
        SimRun run = new SimRun(seed, planner);
        try {
            run.chaos();
            run.calm();
            run.count(tally);
            return Optional.empty();
        } catch (SimFailure e) {
            int from = Math.max(0, run.world.history.size() - 60);
            return Optional.of("seed " + seed + ": " + e.getMessage() + "\n"
                    + String.join("\n", run.world.history.subList(from, run.world.history.size())));
        }
    }

    private void count(Tally tally) {
        tally.reachedGoal += isGoal() ? 1 : 0;
        tally.withoutHope += isGoal() ? 0 : 1;
        world.history.stream()
                .filter(line -> line.startsWith("  ") && line.contains("["))
                .map(line -> line.substring(2, line.indexOf('[')))
                .forEach(action -> tally.actions.merge(action, 1, Integer::sum));
    }

    private void chaos() {
        int rate = world.random.nextInt(20);
        world.replicas = 1 + 2 * world.random.nextInt(3);
        world.deleteClaims = world.random.nextBoolean();
        world.restores = world.chance(30);
        if (world.restores && world.chance(20)) {
            world.restore.leaveOldVolume();
        }
        if (world.chance(5)) {
            faults.foreignClaim(0);
        }
        for (int step = 0; step < CHAOS; step++) {
            if (world.chance(rate)) {
                faults.any();
            }
            world.tick();
            pass();
        }
    }

    /** An operator that passes, dies in the middle, or stands still with a decision that another one carries on without. */
    private void pass() {
        if (world.chance(3)) {
            Decision decision = operator.decide(10);
            held.add(new Decision(decision.action(), decision.seen(), false));
            operator = new SimOperator(world, planner);
        } else if (!held.isEmpty() && world.chance(10)) {
            Decision late = held.remove();
            if (late.action().mutates()) {
                world.note("  late:");
                operator.perform(late);
            }
        } else {
            boolean dies = world.chance(10);
            applyTemplate();
            operator.pass(world.chance(20) ? 15 : 0, dies);
            if (dies) {
                operator = new SimOperator(world, planner);
            }
        }
    }

    /** The StatefulSet's template is no decision: it is rendered anew in each pass, with the generation of the spec. */
    private void applyTemplate() {
        SimKube.Set set = world.kube.set;
        if (set != null && set.generation != world.generation && !world.paused) {
            set.revision = world.revision;
            set.generation = world.generation;
            set.version++;
        }
    }

    private void calm() {
        faults.calm();
        world.restore.calm();
        held.clear();
        int quiet = 0;
        for (int step = 0; step < CALM; step++) {
            world.tick();
            applyTemplate();
            Decision decision = operator.pass(0, false);
            quiet = decision.action().mutates() ? 0 : quiet + 1;
            if (quiet < QUIET) {
                continue;
            }
            if (isGoal() || !canHelp()) {
                checkGoal();
                return;
            }
            quiet = 0;
        }
        throw new SimFailure("it does not converge: " + shortcoming());
    }

    /** What the user does when the operator can do no more; false if nothing is left to be done. */
    private boolean canHelp() {
        if (faults.deleteForeignClaims() || world.restore.help()) {
            return true;
        }
        SimPaxos cluster = world.current();
        if (cluster == null || cluster.isLive()) {
            return false;
        }
        // What was bearable when a disk was lost is not any more when others have left, as the user asked.
        world.quorumLost |= cluster.members.values().stream()
                        .filter(member -> member.voter && faults.isWhole(member))
                        .count()
                <= cluster.voters() / 2;
        Optional<SimPaxos.Member> survivor = cluster.members.values().stream()
                .filter(member -> member.voter && faults.isWhole(member))
                .max(Comparator.comparingLong(member -> member.disk.durable));
        if (!world.quorumLost || survivor.isEmpty() || world.memory.clusterId() == null || world.recovery != null) {
            return false;
        }
        int ordinal = world.kube.claims.values().stream()
                .filter(claim -> claim.disk == survivor.get().disk)
                .findFirst()
                .orElseThrow()
                .ordinal;
        world.recovery = new Intent.Recovery(ordinal, Objects.requireNonNull(world.memory.clusterId()));
        world.note("the user asks for a recovery from " + ordinal);
        return true;
    }

    private void checkGoal() {
        boolean hopeless = world.quorumLost || world.current() == null;
        if (!isGoal() && !hopeless) {
            throw new SimFailure("it comes to rest and is not as the user wants it: " + shortcoming());
        }
    }

    private boolean isGoal() {
        return shortcoming().isEmpty();
    }

    private String shortcoming() {
        SimPaxos cluster = world.current();
        SimKube.Set set = world.kube.set;
        if (cluster == null || !cluster.isLive()) {
            return "no quorum";
        }
        if (set == null || set.replicas != world.replicas) {
            return "pods";
        }
        for (int ordinal = 0; ordinal < world.replicas; ordinal++) {
            if (cluster.at(ordinal)
                    .filter(member -> member.voter && cluster.runs(member))
                    .isEmpty()) {
                return "member " + ordinal;
            }
        }
        if (cluster.members.size() != world.replicas) {
            return "too many members";
        }
        boolean outdated = world.kube.pods.values().stream().anyMatch(pod -> pod.revision != world.revision);
        boolean small = world.kube.claims.values().stream()
                .anyMatch(claim -> !claim.foreign && claim.ordinal < world.replicas && claim.requested < world.storage);
        boolean leftOver = world.deleteClaims && world.claimViews().size() > world.replicas;
        return outdated ? "template" : small || set.storage < world.storage ? "storage" : leftOver ? "claims" : "";
    }
}
