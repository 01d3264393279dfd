package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.session.SessionEffect;
import dev.paxoskv.node.paxos.session.SessionInput;
import dev.paxoskv.node.simulation.Operations.ClientWrite;
import dev.paxoskv.node.statemachine.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Clients on all nodes: each asks for one thing at a time (now and then for many), fights for few keys, tries again
 * elsewhere when its node dies, and gives up when it has waited long enough.
 */
final class Clients {
    /** A cluster of one has no network to wait for: a run is long enough with so many slots. */
    private static final int MOST_SLOTS = 4_000;

    private final World world;
    private final Dice dice;
    private final Plan plan;
    private final TreeMap<String, String> lastSeen = new TreeMap<>();
    private long numbers;
    private long lastRevision = 1;
    private boolean stopped;

    Clients(World world, Dice dice, Plan plan) {
        this.world = world;
        this.dice = dice;
        this.plan = plan;
    }

    void start() {
        for (int i = 0; i < plan.clients(); i++) {
            new Client(anyNode()).pause();
        }
    }

    /** Any node, more likely one that can answer. */
    private Node anyNode() {
        if (world.oracles().peace().reigns()) {
            return dice.oneOf(Node.serving(world));
        }
        Node node = dice.oneOf(world.nodes());
        return node.isRunning() && !node.knowsItIsRemoved() ? node : dice.oneOf(world.nodes());
    }

    /** Whether clients leave this node. */
    private boolean isLeft(Node node) {
        return !node.isRunning()
                || node.knowsItIsRemoved()
                || (world.oracles().peace().reigns() && !node.serves());
    }

    /** No new requests from now on. */
    void stop() {
        stopped = true;
    }

    private long patience() {
        return plan.deadlineTicks() * World.TICK * (dice.chance(0.2) ? 1 : 3);
    }

    /** Writes a value of its own through a node, again and again until it is done. */
    Probe writeProbe(Node node) {
        Probe probe = new Probe(node, true);
        probe.ask();
        return probe;
    }

    /** Reads linearizably at a node, again and again until it is answered. */
    Probe readProbe(Node node) {
        Probe probe = new Probe(node, false);
        probe.ask();
        return probe;
    }

    /** A client that does not give up. */
    final class Probe {
        private final Node node;
        private final boolean writes;
        private boolean succeeded;

        private Probe(Node node, boolean writes) {
            this.node = node;
            this.writes = writes;
        }

        private void ask() {
            String key = "probe" + node.name();
            if (writes) {
                ClientWrite write = new Operations.Put(key, "probe" + (numbers + 1));
                writeAll(node, List.of(write), List.of(this::done), plan.deadlineTicks());
            } else {
                read(node, key, false, plan.deadlineTicks(), this::done);
            }
        }

        private void done(Call call) {
            succeeded = call.end == Call.End.ANSWERED;
            if (!succeeded) {
                world.after(World.TICK, this::ask);
            }
        }

        Node node() {
            return node;
        }

        boolean succeeded() {
            return succeeded;
        }
    }

    /** Reads at a node; gives back the request, for those who lose patience. */
    private Pending read(Node node, String key, boolean stale, int deadlineTicks, Done done) {
        long number = ++numbers;
        Call call = world.oracles().history().read(number, stale, key);
        world.trace().event(node.name(), "client: " + call);
        Pending pending = new Pending(call, done);
        NodeProcess process = node.process();
        if (process == null) {
            pending.broken();
        } else if (stale) {
            pending.readable(process.state());
        } else {
            process.read(number, deadlineTicks, pending);
        }
        return pending;
    }

    /** A client that asks for one thing and does not come back. */
    void visit(Node node, boolean writes) {
        if (writes) {
            ClientWrite write = new Operations.Put("visited", "v" + (numbers + 1));
            writeAll(node, List.of(write), List.of(call -> {}), plan.deadlineTicks());
        } else {
            read(node, "visited", false, plan.deadlineTicks(), call -> {});
        }
    }

    private interface Done {
        void accept(Call call);
    }

    /** Hands writes to a node's process in one input. */
    private void writeAll(Node node, List<ClientWrite> writes, List<Done> done, int deadlineTicks) {
        List<SessionInput.Write> batch = new ArrayList<>();
        List<Pending> pending = new ArrayList<>();
        for (int i = 0; i < writes.size(); i++) {
            long number = ++numbers;
            ClientWrite write = writes.get(i);
            byte[] payload = world.operations().payload(number, write, dice.between(0, plan.maxPadding()));
            Call call = world.oracles().history().write(number, write);
            batch.add(new SessionInput.Write(number, payload, deadlineTicks));
            pending.add(new Pending(call, done.get(i)));
            world.trace().event(node.name(), "client: " + call);
        }
        NodeProcess process = node.process();
        if (process == null) {
            pending.forEach(Pending::broken);
        } else {
            process.write(batch, pending);
        }
    }

    /** A request on its way. Whoever settles it first ends it; the client hears of it a little later. */
    private final class Pending implements NodeProcess.Requester {
        private final Call call;
        private final Done done;
        private boolean over;

        Pending(Call call, Done done) {
            this.call = call;
            this.done = done;
        }

        @Override
        public void settled(SessionEffect.WriteOutcome<Reply> outcome) {
            switch (outcome) {
                case SessionEffect.WriteOutcome.Done<Reply>(Reply reply) -> {
                    WriteResult result = WriteResult.of(reply);
                    world.oracles().apply().told(call.number, result);
                    if (!over) {
                        world.oracles().history().answered(call, result.revision(), result.succeeded(), null);
                    }
                }
                case SessionEffect.WriteOutcome.NotDone<Reply>(var failure) -> {
                    world.oracles().apply().toldNotDone(call.number);
                    if (!over) {
                        world.oracles().history().nothing(call);
                    }
                }
                case SessionEffect.WriteOutcome.Unknown<Reply> unknown -> {}
            }
            finish();
        }

        @Override
        public void readable(ReplicaState state) {
            if (!over) {
                world.oracles().history().answered(call, state.revision(), true, state.read(call.key));
            }
            finish();
        }

        @Override
        public void unreadable() {
            if (!over) {
                world.oracles().history().nothing(call);
            }
            finish();
        }

        @Override
        public void broken() {
            finish();
        }

        private void finish() {
            if (over) {
                return;
            }
            over = true;
            world.trace().event("", "client: " + call);
            world.oracles().peace().ended(call);
            if (call.end == Call.End.ANSWERED) {
                lastRevision = Math.max(lastRevision, call.revision);
                if (call.kind != Call.Kind.WRITE) {
                    remember(call.key, call.seen);
                } else if (call.succeeded) {
                    remember(call.key, call.requireWrite().value());
                }
            }
            done.accept(call);
        }
    }

    private void remember(String key, @Nullable String value) {
        if (value == null) {
            lastSeen.remove(key);
        } else {
            lastSeen.put(key, value);
        }
    }

    private final class Client {
        private Node node;
        private int waitingFor;

        Client(Node node) {
            this.node = node;
        }

        void pause() {
            world.after(dice.skewed(1, plan.maxThinking()), this::act);
        }

        private void act() {
            if (stopped) {
                return;
            }
            if (isLeft(node) || dice.chance(0.02)) {
                node = anyNode();
            }
            if (!node.isRunning() || world.oracles().agreement().chosenPrefix() > MOST_SLOTS) {
                pause();
            } else if (dice.chance(plan.reads())) {
                read(dice.chance(0.25));
            } else {
                write(dice.chance(0.05) ? dice.between(2, plan.burst()) : 1);
            }
        }

        private void write(int count) {
            List<ClientWrite> writes = new ArrayList<>();
            List<Done> dones = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                writes.add(i == 0 ? anyWrite() : new Operations.Put("bulk" + i, "v" + (numbers + i + 1)));
                dones.add(this::done);
            }
            waitingFor = count;
            writeAll(node, writes, dones, deadline());
        }

        private void read(boolean stale) {
            waitingFor = 1;
            Pending pending = Clients.this.read(node, key(), stale, deadline(), this::done);
            world.after(patience(), pending::broken);
        }

        private int deadline() {
            boolean hurried = !world.oracles().peace().reigns() && dice.chance(0.2);
            return hurried ? dice.between(1, plan.deadlineTicks()) : plan.deadlineTicks();
        }

        private void done(Call call) {
            if (--waitingFor > 0) {
                return;
            }
            if (call.end != Call.End.ANSWERED && dice.chance(0.3)) {
                node = anyNode();
            }
            pause();
        }

        private String key() {
            return "k" + dice.between(1, plan.keys());
        }

        private ClientWrite anyWrite() {
            String key = key();
            String value = "v" + (numbers + 1);
            double what = dice.between(0.0, 1.0);
            if (what < 0.5) {
                return new Operations.Put(key, value);
            }
            if (what < 0.6) {
                return new Operations.Delete(key);
            }
            if (what < 0.8) {
                return new Operations.TokenWrite(key, value, lastRevision + dice.between(0, 2));
            }
            return new Operations.CompareAndSet(key, lastSeen.get(key), value);
        }
    }
}
