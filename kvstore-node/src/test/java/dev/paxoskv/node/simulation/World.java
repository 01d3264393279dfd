package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.Tuning;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A cluster and all that it stands on, in one thread and in virtual time. The order of events follows from their times
 * and, for equal times, from the order in which they were planned.
 */
final class World {
    /** One tick of a clock that is right, in units of virtual time. */
    static final long TICK = 1000;

    /** Members compare their states after every so many slots. */
    private static final int AUDIT_EVERY = 8;

    private final Cast cast;
    private final Tuning tuning;
    private final Operations operations = new Operations();
    private final Describe describe;
    private final Trace trace;
    private final Conditions conditions;
    private final Oracles oracles;
    private final Network network;
    private final List<Node> nodes = new ArrayList<>();
    private final Dice dice;
    private final Tamper.Factory tampers;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long now;
    private long planned;

    private record Event(long at, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    World(Cast cast, Tuning tuning, Dice dice, int keptLines, Tamper.Factory tampers) {
        this.cast = cast;
        this.tuning = tuning;
        this.dice = dice;
        this.tampers = tampers;
        describe = new Describe(cast, operations);
        trace = new Trace(() -> now, keptLines);
        conditions = new Conditions(dice.split());
        oracles = new Oracles(this);
        network = new Network(this);
        for (int i = 0; i < cast.size(); i++) {
            nodes.add(new Node(this, i, Envelope.PROTOCOL_VERSION, dice.split(), tampers));
        }
    }

    /** A node with an empty disk, a member of nothing yet, that knows what the cluster was formed with. */
    Node join() {
        return join(new MemberId(dice.any() | 1));
    }

    /** The same under an id that is given. */
    Node join(MemberId id) {
        int index = cast.join(id);
        nodes.add(new Node(this, index, Envelope.PROTOCOL_VERSION, dice.split(), tampers));
        return nodes.getLast();
    }

    /** The node of this member. */
    Node node(MemberId id) {
        return nodes.get(cast.index(id));
    }

    int auditEvery() {
        return AUDIT_EVERY;
    }

    Cast cast() {
        return cast;
    }

    Tuning tuning() {
        return tuning;
    }

    Operations operations() {
        return operations;
    }

    Describe describe() {
        return describe;
    }

    Trace trace() {
        return trace;
    }

    Conditions conditions() {
        return conditions;
    }

    Oracles oracles() {
        return oracles;
    }

    Network network() {
        return network;
    }

    Node node(int index) {
        return nodes.get(index);
    }

    List<Node> nodes() {
        return nodes;
    }

    /** Virtual time. */
    long now() {
        return now;
    }

    /** Plans something. */
    void after(long delay, Runnable action) {
        events.add(new Event(now + delay, planned++, action));
    }

    /** Lets everything happen that is planned up to a time. */
    void runUntil(long time) {
        while (!events.isEmpty() && events.peek().at() <= time) {
            Event event = events.remove();
            now = event.at();
            event.action().run();
        }
        now = time;
    }

    /** Lets so many ticks go by. */
    void runTicks(long ticks) {
        runUntil(now + ticks * TICK);
    }
}
