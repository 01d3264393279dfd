package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.Tuning;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.Member;
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
    private final TreeMap<String, ChangeOutcome> outcomes = new TreeMap<>();
    private long numbers;
    private long numbersOfChanges;
    private long changesBefore;

    /** Starts a cluster of so many nodes, whose member ids ascend, with a defect in each node or none. */
    public ScriptedCluster(int size, int alpha, Tuning tuning, long seed, Tamper.Factory tampers) {
        world = new World(Cast.ordered(size, alpha), tuning, new Dice(seed), KEPT_LINES, tampers);
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

    /** A slot of the node's log cannot be read any more; the process dies with it. */
    public void damage(int node, long slot) {
        if (!world.node(node).disk().image().log().containsKey(slot)) {
            throw new IllegalArgumentException(Cast.name(node) + " has nothing at slot " + slot);
        }
        world.node(node).damage(slot);
    }

    /** The node's promise cannot be read any more; the process dies with it. */
    public void damagePromise(int node) {
        world.node(node).damagePromise();
    }

    /** The state machine of this node comes to something else from now on. */
    public void diverge(int node) {
        world.node(node).diverge();
    }

    /** The log of the node is cut behind its checkpoint. */
    public void truncate(int node) {
        world.node(node).truncate(0);
    }

    // administrators

    /** A node with an empty disk starts: a member of nothing yet. */
    public void join() {
        world.join(new MemberId(0xA + world.cast().size())).start();
    }

    /** A node as a configuration lists it. */
    public Member member(int node) {
        return world.cast().member(node, Member.Role.LEARNER);
    }

    /** Configurations may follow each other in any way. For scenarios that show why they must not. */
    public void anyConfiguration() {
        world.oracles().membership().allowAnything();
    }

    /** An administrator asks this node for a change of the configuration that it knows; the name is for asking how it ended. */
    public void change(String name, int node, Change change) {
        long epoch = process(node).status().latest().epoch();
        process(node).change(--numbersOfChanges, epoch, change, NO_DEADLINE, outcome -> {
            world.oracles().changed(change, epoch, outcome);
            outcomes.put(name, outcome);
        });
    }

    /** An administrator asks this node to have the leadership moved. */
    public void transfer(String name, int node, int target) {
        process(node)
                .transfer(
                        --numbersOfChanges,
                        world.cast().id(target),
                        NO_DEADLINE,
                        outcome -> outcomes.put(name, outcome));
    }

    /** What became of a change or a transfer: done, unknown, the reason of a refusal, or open. */
    public String outcome(String name) {
        ChangeOutcome outcome = outcomes.get(name);
        return switch (outcome) {
            case null -> "open";
            case ChangeOutcome.Done done -> "done";
            case ChangeOutcome.Unknown unknown -> "unknown";
            case ChangeOutcome.Refused(ChangeOutcome.Reason reason, String text) -> reason.name();
        };
    }

    /** The letters of the members that vote, or of those that do not, in the last configuration chosen. */
    public String members(boolean voters) {
        StringBuilder names = new StringBuilder();
        for (Member member : world.oracles().membership().latest().members()) {
            if ((member.role() == Member.Role.VOTER) == voters) {
                names.append(world.cast().name(member.id()));
            }
        }
        return names.toString();
    }

    /** Whether most of the voters hold all that the configuration before has chosen. */
    public boolean isSettled() {
        return world.oracles().isSettled();
    }

    /** Whether a node says that it was removed. */
    public boolean knowsItIsRemoved(int node) {
        return world.node(node).knowsItIsRemoved();
    }

    /** Whether every record of a node's disk can be read. */
    public boolean isWhole(int node) {
        return world.node(node).disk().image().isWhole();
    }

    /** Whether a node has stopped for good. */
    public boolean isHalted(int node) {
        return world.node(node).isLost();
    }

    /** The last slot that the log of a node does not hold any more. */
    public long truncatedUpTo(int node) {
        return world.node(node).disk().image().truncatedUpTo();
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

    /** Whether every running member has applied all that is chosen. */
    public boolean isLevel() {
        long prefix = chosen();
        return world.nodes().stream().allMatch(node -> isLevel(node, prefix));
    }

    private boolean isLevel(Node node, long prefix) {
        NodeProcess process = node.process();
        boolean member = world.oracles().membership().latest().member(node.id()).isPresent();
        return process == null || !member || process.state().appliedSlot() == prefix;
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
