package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who keeps changing the cluster, through any node: replaces members whose disks are lost, brings the number of
 * voters to one that changes with time, renames, hands the leadership over. Asks for nothing that would leave no majority
 * with its disks.
 */
final class Administrator {
    private final World world;
    private final Dice dice;
    private final Plan plan;
    private final Losses losses;
    private final List<Node> spares = new ArrayList<>();
    private long requests;
    private int wantedVoters;
    private int done;
    private boolean stopped;

    Administrator(World world, Dice dice, Plan plan, Losses losses) {
        this.world = world;
        this.dice = dice;
        this.plan = plan;
        this.losses = losses;
        wantedVoters = plan.nodes();
    }

    void start() {
        if (plan.changeEvery() > 0) {
            pause();
        }
    }

    /** Nothing more from now on. */
    void stop() {
        stopped = true;
    }

    /** How many requests were done. */
    int done() {
        return done;
    }

    private void pause() {
        world.after(dice.between(1, 2L * plan.changeEvery()) * World.TICK, this::act);
    }

    private void act() {
        if (stopped) {
            return;
        }
        if (dice.chance(0.1)) {
            wantedVoters = dice.between(1, 5);
        }
        Node through = anyNode();
        if (through == null) {
            pause();
        } else if (dice.chance(0.2)) {
            transfer(through, dice.chance(0.3) ? MemberId.NONE : anyOf(latest(through)), this::pause);
        } else {
            change(through);
        }
    }

    private static Configuration latest(Node node) {
        return node.requireProcess().status().latest();
    }

    private @Nullable Node anyNode() {
        List<Node> running = world.nodes().stream()
                .filter(node -> node.isRunning() && !node.knowsItIsRemoved())
                .toList();
        return running.isEmpty() ? null : dice.oneOf(running);
    }

    private MemberId anyOf(Configuration configuration) {
        return dice.oneOf(configuration.members()).id();
    }

    /** Asks a node for a transfer of the leadership. */
    void transfer(Node through, MemberId target, Runnable then) {
        world.trace()
                .event(
                        through.name(),
                        "administrator: transfer to " + world.describe().member(target));
        through.requireProcess().transfer(--requests, target, plan.deadlineTicks(), outcome -> {
            world.trace().event(through.name(), "administrator: transfer " + kind(outcome));
            world.oracles().transferred(outcome);
            then.run();
        });
    }

    private void change(Node through) {
        Configuration known = latest(through);
        Change change = wanted(known);
        if (change == null) {
            pause();
            return;
        }
        long epoch = dice.chance(0.05) ? known.epoch() - 1 : known.epoch();
        world.trace().event(through.name(), "administrator: " + world.describe().change(change) + " at epoch " + epoch);
        losses.wished(known, change);
        through.requireProcess().change(--requests, epoch, change, plan.deadlineTicks(), outcome -> {
            world.trace()
                    .event(through.name(), "administrator: " + world.describe().change(change) + " " + kind(outcome));
            done += outcome instanceof ChangeOutcome.Done ? 1 : 0;
            world.oracles().changed(change, epoch, outcome);
            pause();
        });
    }

    private static String kind(ChangeOutcome outcome) {
        return switch (outcome) {
            case ChangeOutcome.Done(long epoch, long slot) -> "done at epoch " + epoch + " slot " + slot;
            case ChangeOutcome.Refused(ChangeOutcome.Reason reason, String text) -> "refused: " + reason;
            case ChangeOutcome.Unknown() -> "unknown";
        };
    }

    /** What to do next about this configuration; null for nothing. */
    private @Nullable Change wanted(Configuration known) {
        List<Change> changes = new ArrayList<>();
        for (Member member : known.members()) {
            boolean gone = world.node(member.id()).isLost();
            boolean tooMany =
                    member.role() == Member.Role.VOTER && known.voters().size() > wantedVoters;
            if (member.role() == Member.Role.LEARNER && !gone) {
                changes.add(new Change.Promote(member.id()));
            }
            if (gone || tooMany || dice.chance(0.05)) {
                changes.add(new Change.Remove(member.id()));
            }
            if (dice.chance(0.05)) {
                changes.add(new Change.Update(renamed(member)));
            }
        }
        if (known.members().size() < wantedVoters || dice.chance(0.05)) {
            changes.add(new Change.AddLearner(newcomer(known)));
        }
        changes.removeIf(change -> !losses.leavesMajority(losses.after(known, change)));
        return changes.isEmpty() ? null : dice.oneOf(changes);
    }

    private Member renamed(Member member) {
        return new Member(
                member.id(),
                member.name() + (dice.chance(0.5) ? "'" : ""),
                member.role(),
                member.peerAddress(),
                member.httpAddress() + "0",
                member.grpcAddress());
    }

    /** A node that is no member yet, with an empty disk; now and then one that was removed. */
    private Member newcomer(Configuration known) {
        if (!known.removed().isEmpty() && dice.chance(0.05)) {
            return world.cast().member(world.cast().index(dice.oneOf(known.removed())), Member.Role.LEARNER);
        }
        spares.removeIf(spare -> spare.isLost() || world.oracles().membership().wasMember(spare.id()));
        if (spares.isEmpty() && world.cast().size() < Cast.MOST) {
            Node spare = world.join();
            spares.add(spare);
            spare.start();
        }
        Node node = spares.isEmpty() ? dice.oneOf(world.nodes()) : dice.oneOf(spares);
        return world.cast().member(node.index(), dice.chance(0.9) ? Member.Role.LEARNER : Member.Role.VOTER);
    }
}
