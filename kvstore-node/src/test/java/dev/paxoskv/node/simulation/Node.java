package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.Effect;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.paxos.session.SessionInput;
import dev.paxoskv.node.statemachine.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One member: an identity, a disk, a checkpoint of the applied state, and a process on top of them now and then. */
final class Node {
    private final World world;
    private final int index;
    private final Disk disk;
    private final Dice dice;
    private final Tamper.Factory tampers;
    private Tamper tamper = Tamper.NONE;
    private ReplicaState checkpoint = ReplicaState.empty();
    private @Nullable NodeProcess process;
    private int incarnation;
    private boolean lost;
    private boolean ticking = true;

    Node(World world, int index, Dice dice, Tamper.Factory tampers) {
        this.world = world;
        this.index = index;
        this.dice = dice;
        this.tampers = tampers;
        this.disk = new Disk(world, this);
    }

    int index() {
        return index;
    }

    MemberId id() {
        return world.cast().id(index);
    }

    String name() {
        return Cast.name(index);
    }

    Disk disk() {
        return disk;
    }

    Tamper tamper() {
        return tamper;
    }

    /** Counts the processes that ran here. */
    int incarnation() {
        return incarnation;
    }

    boolean isRunning() {
        return process != null;
    }

    /** Whether it believes that it leads. */
    boolean leads() {
        return process != null && process.role() == Effect.Role.LEADER;
    }

    /** The process, if one is running. */
    @Nullable NodeProcess process() {
        return process;
    }

    /** Whether its disk is gone for good: it never comes back. */
    boolean isLost() {
        return lost;
    }

    /** Starts a process on what the disk holds. */
    void start() {
        if (process != null || lost) {
            return;
        }
        incarnation++;
        tamper = tampers.tamper(world.cast().genesis(), id());
        world.trace().event(name(), "starts, checkpoint " + checkpoint.appliedSlot());
        process = new NodeProcess(world, this, tamper, dice.split(), checkpoint.copy());
        process.start();
        planTick(incarnation);
    }

    private void planTick(int process) {
        world.after(world.conditions().tickPeriod(index), () -> {
            if (process == incarnation && isRunning()) {
                if (ticking) {
                    input(new SessionInput.Tick<>());
                }
                planTick(process);
            }
        });
    }

    /** A clock that stands still gives no ticks. */
    void ticking(boolean ticks) {
        ticking = ticks;
    }

    /** The clock jumps ahead. */
    void tickMany(int ticks) {
        for (int i = 0; i < ticks; i++) {
            input(new SessionInput.Tick<>());
        }
    }

    /** Ends the process without a warning. */
    void crash() {
        if (process == null) {
            return;
        }
        world.trace().event(name(), "crashes");
        NodeProcess ended = process;
        process = null;
        incarnation++;
        disk.crash();
        ended.end();
    }

    /** The disk is gone, or found damaged: this member never comes back. */
    void lose() {
        crash();
        lost = true;
    }

    /** The state as a restart finds it, should the process die before it makes another checkpoint. */
    void checkpoint() {
        if (process != null) {
            checkpoint = process.state().copy();
            world.trace().event(name(), "checkpoint " + checkpoint.appliedSlot());
        }
    }

    void receive(Envelope envelope) {
        input(new SessionInput.Received<>(envelope));
    }

    void input(SessionInput<Reply> input) {
        if (process != null) {
            process.input(input);
        }
    }

    /** A batch is on the disk. */
    void durable(List<Effect> batch) {
        if (process != null) {
            process.durable(batch);
        }
    }
}
