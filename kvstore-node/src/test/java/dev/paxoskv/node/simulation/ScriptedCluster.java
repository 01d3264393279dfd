package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.Tuning;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.paxos.session.SessionEffect;
import dev.paxoskv.node.paxos.session.SessionInput;
import dev.paxoskv.node.statemachine.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A simulated cluster whose faults come from a script: nothing is random but what the script asks for, and all oracles
 * watch. Nodes are numbered from 0; times are in ticks.
 */
public final class ScriptedCluster {
    private static final int NO_DEADLINE = 100_000_000;
    private static final int KEPT_LINES = 2_000;

    private final World world;
    private final TreeMap<String, Call> calls = new TreeMap<>();
    private long numbers;
    private long changesBefore;

    /** Starts a cluster of so many nodes, whose member ids ascend, with a defect in each node or none. */
    public ScriptedCluster(int size, Tuning tuning, long seed, Tamper.Factory tampers) {
        world = new World(Cast.ordered(size, 256), tuning, new Dice(seed), KEPT_LINES, tampers);
        world.conditions().calm();
        world.conditions().minDelay = 100;
        world.conditions().maxDelay = 100;
        world.nodes().forEach(Node::start);
    }

    /** The number of nodes. */
    public int size() {
        return world.cast().size();
    }

    /** Lets time go by. */
    public void run(long ticks) {
        world.runTicks(ticks);
    }

    /** Checks what the clients saw. */
    public void finish() {
        world.oracles().finish();
    }

    /** What happened last, as text. */
    public List<String> trace() {
        return world.trace().lines();
    }

    // faults

    /** So many per cent of all messages are lost. */
    public void loss(int percent) {
        world.conditions().loss = percent / 100.0;
    }

    /** The node's clock stands still or goes. */
    public void clock(int node, boolean goes) {
        world.node(node).ticking(goes);
    }

    /** The process dies. */
    public void crash(int node) {
        world.node(node).crash();
    }

    /** The process starts on its disk. */
    public void restart(int node) {
        world.node(node).start();
    }

    /** Writes of this node wait, or go on. */
    public void holdDisk(int node, boolean hold) {
        world.node(node).disk().hold(hold);
    }

    /** The applied state is made durable. */
    public void checkpoint(int node) {
        world.node(node).checkpoint();
    }

    /** Nothing gets through from one node to the other. */
    public void cut(int from, int to) {
        world.network().cut(from, to);
    }

    /** No link is cut any more. */
    public void mendLinks() {
        world.network().mendAll();
    }

    /** Messages are not kept back any more; those that were, still are. */
    public void holdNothing() {
        world.network().holdNothing();
    }

    /** The node's index of a sender or receiver. */
    public int from(Envelope envelope) {
        return world.cast().index(envelope.from());
    }

    /** The node's index of a receiver. */
    public int to(Envelope envelope) {
        return world.cast().index(envelope.to());
    }

    /** Keeps messages back. */
    public void hold(Predicate<Envelope> which) {
        world.network().hold(which);
    }

    /** Lets messages arrive that were kept back; says how many. */
    public int deliver(Predicate<Envelope> which) {
        return world.network().release(which);
    }

    /** Lets messages arrive that were kept back, and keeps them back all the same; says how many. */
    public int repeat(Predicate<Envelope> which) {
        return world.network().repeat(which);
    }

    /** Loses messages that were kept back; says how many. */
    public int drop(Predicate<Envelope> which) {
        return world.network().drop(which);
    }

    // clients

    /** A client of this node writes; the name is for asking how it ended. */
    public void put(String name, int node, String key, String value) {
        long number = ++numbers;
        Operations.ClientWrite write = new Operations.Put(key, value);
        byte[] payload = world.operations().payload(number, write, 0);
        Call call = world.oracles().history().write(number, write);
        calls.put(name, call);
        process(node).write(List.of(new SessionInput.Write(number, payload, NO_DEADLINE)), List.of(new Waiting(call)));
    }

    /** A client of this node reads linearizably. */
    public void read(String name, int node, String key) {
        Call call = world.oracles().history().read(++numbers, false, key);
        calls.put(name, call);
        process(node).read(call.number, NO_DEADLINE, new Waiting(call));
    }

    /** Whether the request was answered. */
    public boolean isAnswered(String name) {
        return call(name).end == Call.End.ANSWERED;
    }

    /** What the read of this name saw; null if the key did not exist. */
    public @Nullable String seen(String name) {
        return call(name).seen;
    }

    private Call call(String name) {
        Call call = calls.get(name);
        if (call == null) {
            throw new IllegalArgumentException("no request is named " + name);
        }
        return call;
    }

    private NodeProcess process(int node) {
        NodeProcess process = world.node(node).process();
        if (process == null) {
            throw new IllegalArgumentException(Cast.name(node) + " is not running");
        }
        return process;
    }

    private final class Waiting implements NodeProcess.Requester {
        private final Call call;

        Waiting(Call call) {
            this.call = call;
        }

        @Override
        public void settled(SessionEffect.WriteOutcome<Reply> outcome) {
            if (outcome instanceof SessionEffect.WriteOutcome.Done<Reply>(Reply reply)) {
                WriteResult result = WriteResult.of(reply);
                world.oracles().apply().told(call.number, result);
                world.oracles().history().answered(call, result.revision(), result.succeeded(), null);
            }
        }

        @Override
        public void readable(ReplicaState state) {
            world.oracles().history().answered(call, state.revision(), true, state.read(call.key));
        }

        @Override
        public void unreadable() {}

        @Override
        public void broken() {}
    }

    // what there is to see

    /** The only node that leads, with a majority that follows it; -1 if there is none. */
    public int leader() {
        int leader = -1;
        for (Node node : world.nodes()) {
            if (node.leads() && followedByMajority(node)) {
                leader = node.index();
            }
        }
        return leader;
    }

    private boolean followedByMajority(Node leader) {
        List<MemberId> followers = new ArrayList<>();
        for (Node node : world.nodes()) {
            NodeProcess process = node.process();
            if (process != null && process.status().leader().member().equals(leader.id())) {
                followers.add(node.id());
            }
        }
        return MembershipOracle.isMajority(world.oracles().membership().latest(), followers);
    }

    /** Whether the node believes that it leads. */
    public boolean believesToLead(int node) {
        return world.node(node).leads();
    }

    /** What a running node's applied state holds of a key; null if nothing. */
    public @Nullable String value(int node, String key) {
        return process(node).state().read(key);
    }

    /** Whether every running node has applied all that is chosen. */
    public boolean isLevel() {
        long prefix = chosen();
        return world.nodes().stream().allMatch(node -> isLevel(node, prefix));
    }

    private static boolean isLevel(Node node, long prefix) {
        NodeProcess process = node.process();
        return process == null || process.state().appliedSlot() == prefix;
    }

    /** How many slots a node has applied. */
    public long applied(int node) {
        return process(node).state().appliedSlot();
    }

    /** How many slots are chosen without a gap. */
    public long chosen() {
        return world.oracles().agreement().chosenPrefix();
    }

    /** Counts changes of leadership from now on. */
    public void mark() {
        changesBefore = changes();
    }

    /** How many processes became leader since the mark. */
    public long leaderships() {
        return changes() - changesBefore;
    }

    private long changes() {
        long changes = 0;
        for (Node node : world.nodes()) {
            NodeProcess process = node.process();
            changes += process == null ? 0 : process.leaderships();
        }
        return changes;
    }
}
