package dev.paxoskv.node.paxos;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Collects the effects of one step, and counts what is on its way to the disk. */
final class Outbox {
    private final ClusterId cluster;
    private final MemberId self;
    private final int version;
    private final ArrayDeque<Prefix> onItsWay = new ArrayDeque<>();
    private List<Effect> effects = new ArrayList<>();
    private boolean halted;
    private long issued;
    private long durable;
    private long chosenUpTo;
    private long chosenWritten;
    private long durableUpTo;

    /** The chosen prefix that is written down with this write, or before: a crash after the write does not lose it. */
    private record Prefix(long write, long chosenUpTo) {}

    Outbox(ClusterId cluster, MemberId self, int version, long chosenUpTo) {
        this.cluster = cluster;
        this.self = self;
        this.version = version;
        this.chosenUpTo = chosenUpTo;
        this.chosenWritten = chosenUpTo;
        this.durableUpTo = chosenUpTo;
    }

    MemberId self() {
        return self;
    }

    /** The newest protocol version that this build speaks. */
    int version() {
        return version;
    }

    Envelope envelope(MemberId to, Message message) {
        return new Envelope(cluster, self, to, version, message);
    }

    void send(MemberId to, Message message) {
        add(new Effect.Send(envelope(to, message)));
    }

    /** Adds an effect. After {@link Effect.Halt} there are none: a node that cannot go on does nothing more. */
    void add(Effect effect) {
        if (halted) {
            return;
        }
        halted = effect instanceof Effect.Halt;
        effects.add(effect);
    }

    boolean halted() {
        return halted;
    }

    /**
     * Writes the records, then releases the messages. Without records it is a barrier: the messages wait for all that was
     * written before.
     *
     * @return the number of the request
     */
    long persist(List<LogRecord> records, List<Envelope> releases) {
        add(new Effect.Persist(++issued, withChosenPrefix(records), List.copyOf(releases)));
        return issued;
    }

    /** The number that the next write will have. */
    long nextPersist() {
        return issued + 1;
    }

    /** Every slot up to this one is chosen. Written with the next records: losing it mostly costs only time. */
    void chosenUpTo(long slot) {
        chosenUpTo = slot;
    }

    /**
     * Writes the chosen prefix down now, if it is not yet, up to this slot at least. For whoever counts on it: a member that
     * holds values and forgets that they are chosen needs the others to find out again.
     */
    void writeChosenPrefix(long atLeast) {
        if (chosenWritten < Math.min(atLeast, chosenUpTo)) {
            add(new Effect.Persist(++issued, List.of(chosenPrefix()), List.of()));
        }
    }

    private List<LogRecord> withChosenPrefix(List<LogRecord> records) {
        if (records.isEmpty() || chosenUpTo == chosenWritten) {
            return List.copyOf(records);
        }
        List<LogRecord> all = new ArrayList<>(records.size() + 1);
        all.addAll(records);
        all.add(chosenPrefix());
        return List.copyOf(all);
    }

    private LogRecord chosenPrefix() {
        chosenWritten = chosenUpTo;
        onItsWay.addLast(new Prefix(issued, chosenUpTo));
        return new LogRecord.ChosenUpTo(chosenUpTo);
    }

    void persisted(long id) {
        assert id <= issued : "the driver reports write " + id + " of " + issued;
        durable = Math.max(durable, id);
        while (!onItsWay.isEmpty() && onItsWay.getFirst().write <= durable) {
            durableUpTo = Math.max(durableUpTo, onItsWay.removeFirst().chosenUpTo);
        }
    }

    /** As much of the chosen prefix as this node's disk holds, and knows to be chosen. */
    long durableUpTo() {
        return durableUpTo;
    }

    /** A snapshot up to this slot is on the disk. */
    void installed(long slot) {
        chosenUpTo = Math.max(chosenUpTo, slot);
        chosenWritten = Math.max(chosenWritten, slot);
        durableUpTo = Math.max(durableUpTo, slot);
    }

    /** Whether the write of this number, and all before it, are durable. */
    boolean isDurable(long id) {
        return id <= durable;
    }

    List<Effect> take() {
        List<Effect> taken = effects;
        effects = new ArrayList<>();
        return taken;
    }
}
