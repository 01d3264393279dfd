package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.Effect;
import dev.paxoskv.node.paxos.PaxosNode;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.paxos.session.SessionInput;
import dev.paxoskv.node.statemachine.Reply;
import java.util.List;
import java.util.Objects;
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
    private int version;
    private boolean lost;
    private boolean diverged;
    private boolean told;
    private boolean ticking = true;
    private boolean closed;

    Node(World world, int index, int version, Dice dice, Tamper.Factory tampers) {
        this.version = version;
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

    /** The process; one is running. */
    NodeProcess requireProcess() {
        return Objects.requireNonNull(process);
    }

    /** Whether its disk is gone for good: it never comes back. */
    boolean isLost() {
        return lost;
    }

    /** Whether its state is another than it should be. */
    boolean isDiverged() {
        return diverged;
    }

    /** Whether it can still vouch for all it ever said. */
    boolean isSound() {
        return !lost && !diverged && disk.image().isWhole();
    }

    /** Clients leave it, and come no more; or may come again. */
    void close(boolean close) {
        closed = close;
    }

    /** Whether it tells clients that it is ready for them: it is a member, knows a leader and has its session. */
    boolean serves() {
        if (process == null || closed || told) {
            return false;
        }
        PaxosNode.Status status = process.status();
        return !status.leader().equals(Ballot.ZERO)
                && status.latest().member(id()).isPresent()
                && process.isSessionOpen();
    }

    /** All that are ready for clients. */
    static List<Node> serving(World world) {
        return world.nodes().stream().filter(Node::serves).toList();
    }

    /** Whether it knows that it was removed. */
    boolean knowsItIsRemoved() {
        return told;
    }

    /** It was told that it was removed. */
    void toldRemoved() {
        told = true;
    }

    /** The newest protocol version that its build speaks. */
    int version() {
        return version;
    }

    /** The next process is one of a newer build. */
    void upgrade(int newVersion) {
        version = newVersion;
    }

    /** How far the applied state reaches, with or without a process. */
    long appliedSlot() {
        return process == null ? checkpoint.appliedSlot() : process.state().appliedSlot();
    }

    /** How far the applied state reaches that a restart would find. */
    long durablyApplied() {
        return checkpoint.appliedSlot();
    }

    /** Starts a process on what the disk holds. */
    void start() {
        if (process != null || lost) {
            return;
        }
        incarnation++;
        tamper = tampers.tamper(world.cast().genesis(), id());
        if (disk.image().isPromiseDamaged() && !tamper.ignoresDamagedPromise()) {
            world.trace().event(name(), "cannot read its promise: stays out");
            lost = true;
            return;
        }
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

    /** The applied state becomes what a restart finds, as soon as the log is durable up to it. */
    void checkpoint() {
        if (process != null) {
            ReplicaState captured = process.state().copy();
            disk.whenDurable(() -> {
                if (captured.appliedSlot() > checkpoint.appliedSlot()) {
                    checkpoint = captured;
                    world.trace().event(name(), "checkpoint " + captured.appliedSlot());
                }
            });
        }
    }

    /** Lets go of the log up to some slots below the checkpoint. */
    void truncate(int tail) {
        if (process == null) {
            return;
        }
        long upTo = Math.min(checkpoint.appliedSlot(), process.status().chosenUpTo()) - tail;
        if (upTo > disk.image().truncatedUpTo()) {
            world.trace().event(name(), "truncates up to " + upTo);
            disk.image().truncate(upTo);
            input(new SessionInput.Truncated<>(upTo));
        }
    }

    /** The applied state, for another member. The process is running. */
    Snapshot capture() {
        ReplicaState state = requireProcess().state();
        return new Snapshot(this, state.copy(), state.stateHash());
    }

    /** Another member's state takes the place of the one here, at once and durably; then the process hears of it. */
    void install(Snapshot snapshot) {
        NodeProcess running = requireProcess();
        world.trace().event(name(), "installs snapshot " + snapshot.slot());
        world.oracles().installs(this, snapshot);
        checkpoint = snapshot.state().copy();
        disk.image().install(snapshot.slot(), snapshot.state().configurations());
        if (world.conditions().crashesAfterInstall()) {
            crash();
        } else {
            running.installed(snapshot.state().copy());
        }
    }

    /** The record of a slot is damaged, which shows when it is read next. */
    void damage(long slot) {
        crash();
        world.trace().event(name(), "damaged at " + slot);
        disk.image().damage(slot);
    }

    /** The record of its promise is damaged, which shows when it starts next. */
    void damagePromise() {
        crash();
        world.trace().event(name(), "promise damaged");
        disk.image().damagePromise();
    }

    /** From now on its state machine comes to something else than those of the others. */
    void diverge() {
        diverged = true;
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

    /** The core gives up: the process ends, and nobody starts it again. */
    void halt() {
        lose();
    }
}
