package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.Ballot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The wires between the members: each direction of each link may be cut, and whatever is on its way may be lost, doubled,
 * overtaken, or come again much later. Messages of a node to itself do not travel.
 */
final class Network {
    /** The protocol version from which on members change, hand over, fetch snapshots and tell of damage. */
    static final int WITH_SNAPSHOTS = 2;

    private static final int REMEMBERED = 200;

    private final World world;
    private final int[][] cuts = new int[Cast.MOST][Cast.MOST];
    private final int[] strange = new int[Cast.MOST];
    private final List<Predicate<Envelope>> held = new ArrayList<>();
    private final List<Envelope> waiting = new ArrayList<>();
    private final List<Envelope> past = new ArrayList<>();

    Network(World world) {
        this.world = world;
    }

    /** From now on nothing gets through in this direction, until it was mended as often as it was cut. */
    void cut(int from, int to) {
        cuts[from][to]++;
    }

    void mend(int from, int to) {
        cuts[from][to]--;
    }

    void mendAll() {
        for (int[] row : cuts) {
            Arrays.fill(row, 0);
        }
    }

    boolean isCut(int from, int to) {
        return cuts[from][to] > 0;
    }

    /** What this node sends carries a protocol version that nobody knows; 0 for an end of that. */
    void speakStrangely(int node, int protocolVersion) {
        strange[node] = protocolVersion;
    }

    /** The newest protocol version that both ends speak. */
    int version(int from, int to) {
        return Math.min(world.node(from).version(), world.node(to).version());
    }

    /** Scripted runs keep messages back and say themselves when they arrive. */
    void hold(Predicate<Envelope> which) {
        held.add(which);
    }

    /** Nothing is kept back from now on; what was kept back still is. */
    void holdNothing() {
        held.clear();
    }

    void send(Envelope envelope) {
        if (envelope.to().equals(envelope.from())) {
            world.after(0, () -> deliver(envelope));
            return;
        }
        int from = world.cast().index(envelope.from());
        int to = world.cast().index(envelope.to());
        if (to < 0) {
            return; // an answer to a forged message: nobody is there
        }
        int version = version(from, to);
        Message message = inVersion(envelope.message(), version);
        if (message == null) {
            return;
        }
        Envelope spoken = new Envelope(
                envelope.cluster(),
                envelope.from(),
                envelope.to(),
                strange[from] > 0 ? strange[from] : version,
                message);
        Conditions conditions = world.conditions();
        if (held.stream().anyMatch(rule -> rule.test(spoken))) {
            waiting.add(spoken);
        } else if (!conditions.loses()) {
            travel(spoken);
        }
        if (conditions.duplicates()) {
            travel(spoken);
        }
        remember(spoken);
        if (conditions.replays()) {
            travel(past.get(conditions.pick(past.size())));
        }
    }

    /** A message as an older version has it; null if it has no such message. */
    private static @Nullable Message inVersion(Message message, int version) {
        if (version >= WITH_SNAPSHOTS) {
            return message;
        }
        return switch (message) {
            case Message.Promise promise -> promise.faulty().isEmpty() ? promise : null;
            case Message.Heartbeat(Ballot ballot, long round, long chosenUpTo, long settled) ->
                new Message.Heartbeat(ballot, round, chosenUpTo, 0);
            case Message.HeartbeatAck(Ballot ballot, long round, long chosenUpTo, long durableUpTo) ->
                new Message.HeartbeatAck(ballot, round, chosenUpTo, 0);
            case Message.TakeOver takeOver -> null;
            case Message.Removed removed -> null;
            case Message.StateDigest digest -> null;
            case Message.AskChange ask -> null;
            case Message.AskTransfer ask -> null;
            case Message.Answer answer -> null;
            default -> message;
        };
    }

    private void remember(Envelope envelope) {
        if (past.size() < REMEMBERED) {
            past.add(envelope);
        } else {
            past.set(world.conditions().pick(REMEMBERED), envelope);
        }
    }

    /** Puts an envelope on the wire that nobody sent. */
    void forge(Envelope envelope) {
        travel(envelope);
    }

    /** A message of the past, for forgers. */
    List<Envelope> past() {
        return past;
    }

    private void travel(Envelope envelope) {
        world.after(world.conditions().networkDelay(), () -> deliver(envelope));
    }

    private void deliver(Envelope envelope) {
        int from = world.cast().index(envelope.from());
        int to = world.cast().index(envelope.to());
        if (from >= 0 && from != to && cuts[from][to] > 0) {
            return;
        }
        world.node(to).receive(envelope);
    }

    /** Lets messages that were kept back arrive, in the order in which they were sent. */
    int release(Predicate<Envelope> which) {
        List<Envelope> released = take(which);
        released.forEach(this::deliver);
        return released.size();
    }

    /** Lets messages arrive that were kept back, and keeps them. */
    int repeat(Predicate<Envelope> which) {
        List<Envelope> repeated = waiting.stream().filter(which).toList();
        repeated.forEach(this::deliver);
        return repeated.size();
    }

    /** Loses messages that were kept back. */
    int drop(Predicate<Envelope> which) {
        return take(which).size();
    }

    private List<Envelope> take(Predicate<Envelope> which) {
        List<Envelope> taken = new ArrayList<>();
        List<Envelope> left = new ArrayList<>();
        for (Envelope envelope : waiting) {
            (which.test(envelope) ? taken : left).add(envelope);
        }
        waiting.clear();
        waiting.addAll(left);
        return taken;
    }
}
