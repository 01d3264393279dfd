package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Who runs the cluster of a run without faults: hands the leadership over, stops nodes as they should be stopped, adds,
 * promotes, removes and renames members, takes checkpoints and cuts logs; one thing at a time, and no pause between two now
 * and then. Lets clients leave a node before it stops or goes.
 */
final class Steward {
    /** How long a node may take to come up, or a change to be made, in ticks. */
    private static final int PATIENCE = 600;

    /** How long a node may try, in ticks: more than a promotion takes that does not govern yet. */
    private static final int DEADLINE = 100;

    private final World world;
    private final Dice dice;
    private final Peace peace;
    private long requests;
    private boolean stopped;
    private boolean busy;

    Steward(World world, Dice dice) {
        this.world = world;
        this.dice = dice;
        this.peace = world.oracles().peace();
    }

    void start() {
        busy = true;
        long pause = dice.chance(0.3) ? dice.between(1L, 3 * World.TICK) : dice.between(1L, 40 * World.TICK);
        world.after(pause, this::act);
    }

    /** Begins nothing new. */
    void stop() {
        stopped = true;
    }

    /** Whether something is under way. */
    boolean isBusy() {
        return busy;
    }

    private void act() {
        if (stopped) {
            busy = false;
            return;
        }
        Node through = dice.oneOf(Node.serving(world));
        Configuration known = world.oracles().membership().latest();
        double what = dice.between(0.0, 1.0);
        if (what < 0.35) {
            List<MemberId> voters = known.voters();
            transfer(through, dice.chance(0.2) ? MemberId.NONE : dice.oneOf(voters), known);
        } else if (what < 0.5) {
            stopCleanly(known);
        } else if (what < 0.6) {
            keepLogsShort();
        } else {
            changeMembers(through, known);
        }
    }

    // leadership

    private void transfer(Node through, MemberId target, Configuration known) {
        if (target.equals(MemberId.NONE) && known.voters().size() == 1) {
            start();
        } else {
            handOver(through, target, this::start);
        }
    }

    private void handOver(Node through, MemberId target, Runnable then) {
        String text = world.describe().member(target);
        world.trace().event(through.name(), "steward: transfer to " + text);
        peace.transfers();
        through.requireProcess().transfer(--requests, target, DEADLINE, outcome -> {
            world.trace().event(through.name(), "steward: transfer to " + text + ": " + outcome);
            peace.transferred(text, outcome);
            then.run();
        });
    }

    /** Clients leave a node, another one leads, and whoever waits is served. */
    private void retire(Node node, Runnable then) {
        node.close(true);
        if (node.leads()) {
            handOver(node, MemberId.NONE, () -> drain(node, then));
        } else {
            drain(node, then);
        }
    }

    private boolean othersServe(Node node) {
        return Node.serving(world).stream().anyMatch(other -> other != node);
    }

    private void drain(Node node, Runnable then) {
        when(() -> node.requireProcess().waiting() == 0, node.name() + " serves whoever waits", then);
    }

    // stops

    private void stopCleanly(Configuration known) {
        List<Node> voters = known.voters().stream().map(world::node).toList();
        Node node = dice.oneOf(voters);
        if (voters.size() < 3 || !othersServe(node)) {
            start();
            return;
        }
        retire(node, () -> {
            node.crash();
            world.after(dice.between(1L, 60 * World.TICK), () -> {
                node.start();
                node.close(false);
                when(node::serves, node.name() + " is back", this::start);
            });
        });
    }

    private void keepLogsShort() {
        for (Node node : Node.serving(world)) {
            if (dice.chance(0.5)) {
                node.checkpoint();
            }
            if (dice.chance(0.5)) {
                node.truncate(dice.between(0, 5));
            }
        }
        start();
    }

    // members

    private void changeMembers(Node through, Configuration known) {
        int members = known.members().size();
        Member learner = known.members().stream()
                .filter(member -> member.role() == Member.Role.LEARNER)
                .findFirst()
                .orElse(null);
        if (learner != null && dice.chance(0.8)) {
            change(through, new Change.Promote(learner.id()), 0);
        } else if (dice.chance(0.2)) {
            change(through, new Change.Update(renamed(dice.oneOf(known.members()))), 0);
        } else if (members < 5 && world.cast().size() < Cast.MOST && dice.chance(members < 3 ? 0.9 : 0.5)) {
            Node newcomer = world.join();
            newcomer.start();
            change(through, new Change.AddLearner(world.cast().member(newcomer.index(), Member.Role.LEARNER)), 0);
        } else if (known.voters().size() > 1) {
            remove(world.node(dice.oneOf(known.members()).id()));
        } else {
            start();
        }
    }

    private static Member renamed(Member member) {
        return new Member(
                member.id(),
                member.name() + "'",
                member.role(),
                member.peerAddress(),
                member.httpAddress(),
                member.grpcAddress());
    }

    private void remove(Node node) {
        if (!othersServe(node)) {
            start();
            return;
        }
        retire(node, () -> {
            Node through = dice.oneOf(Node.serving(world));
            change(through, new Change.Remove(node.id()), 0);
        });
    }

    private void change(Node through, Change change, int tries) {
        String text = world.describe().change(change);
        Violation.require(tries < PATIENCE, "peace", () -> text + " is refused again and again");
        long epoch = world.oracles().membership().latest().epoch();
        world.trace().event(through.name(), "steward: " + text + " at epoch " + epoch);
        through.requireProcess().change(--requests, epoch, change, DEADLINE, outcome -> {
            world.trace().event(through.name(), "steward: " + text + ": " + outcome);
            world.oracles().changed(change, epoch, outcome);
            peace.changed(text, outcome);
            if (outcome instanceof ChangeOutcome.Done) {
                start();
            } else {
                world.after(World.TICK, () -> change(through, change, tries + 1));
            }
        });
    }

    /** Goes on as soon as something is so, which does not take for ever. */
    private void when(BooleanSupplier condition, String text, Runnable then) {
        when(condition, text, then, 0);
    }

    private void when(BooleanSupplier condition, String text, Runnable then, int ticks) {
        if (condition.getAsBoolean()) {
            then.run();
        } else {
            Violation.require(ticks < PATIENCE, "peace", () -> "takes too long: " + text);
            world.after(World.TICK, () -> when(condition, text, then, ticks + 1));
        }
    }
}
