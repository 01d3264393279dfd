package dev.paxoskv.node.paxos;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.message.Message.Accept;
import dev.paxoskv.node.paxos.message.Message.Accepted;
import dev.paxoskv.node.paxos.message.Message.HeartbeatAck;
import dev.paxoskv.node.paxos.message.Message.Nack;
import dev.paxoskv.node.paxos.message.Message.Prepare;
import dev.paxoskv.node.paxos.message.Message.Promise;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The acceptor of every slot: Lamport, <em>Paxos Made Simple</em>, section 2.2. Nothing that vouches for a promise or an
 * accepted value leaves before it is durable.
 *
 * <p>It holds only what lies above the chosen prefix. What lies below is chosen, so a proposer that asks for it is told so
 * and fetches it.
 */
final class Acceptor {
    private final Tuning tuning;
    private final Outbox outbox;
    private final NavigableMap<Long, AcceptedEntry> accepted = new TreeMap<>();
    private final NavigableSet<Long> faulty = new TreeSet<>();
    private long truncatedUpTo;
    private Ballot promised;
    private long chosenUpTo;
    private long acceptedBytes;

    Acceptor(Tuning tuning, Outbox outbox, Recovered recovered) {
        this.tuning = tuning;
        this.outbox = outbox;
        this.promised = recovered.promised();
        this.chosenUpTo = recovered.chosenUpTo();
        this.truncatedUpTo = recovered.truncatedUpTo();
        for (AcceptedEntry entry : recovered.accepted()) {
            hold(entry);
        }
        faulty.addAll(recovered.faulty());
    }

    Ballot promised() {
        return promised;
    }

    /** What is accepted at this slot, above the chosen prefix. */
    @Nullable AcceptedEntry at(long slot) {
        return accepted.get(slot);
    }

    void onPrepare(MemberId from, Prepare prepare) {
        if (refused(from, prepare.ballot())) {
            return;
        }
        outbox.persist(raisePromise(prepare.ballot()), promiseChunks(from, prepare));
    }

    void onAccept(MemberId from, Accept accept) {
        if (refused(from, accept.ballot())) {
            return;
        }
        if (accept.slot() <= chosenUpTo) {
            outbox.send(from, new HeartbeatAck(accept.ballot(), 0, chosenUpTo, outbox.durableUpTo()));
            return;
        }
        AcceptedEntry held = accepted.get(accept.slot());
        boolean repeated = held != null && held.ballot().equals(accept.ballot());
        boolean own = from.equals(outbox.self()); // what the others choose without this vote has to be here as well
        if (held == null && !own && !hasRoomFor(accept)) {
            return; // to stay silent is always safe: this node is far behind and has to catch up first
        }
        List<LogRecord> records = raisePromise(accept.ballot());
        if (!repeated) {
            AcceptedEntry entry = new AcceptedEntry(accept.slot(), accept.ballot(), accept.entry());
            hold(entry);
            records.add(new LogRecord.Accepted(entry));
        }
        Message vote = new Accepted(accept.ballot(), accept.slot());
        outbox.persist(records, List.of(outbox.envelope(from, vote)));
    }

    /** Answers a message of a ballot below the promise. */
    boolean refused(MemberId from, Ballot ballot) {
        if (!ballot.isBelow(promised)) {
            return false;
        }
        outbox.send(from, new Nack(ballot, promised));
        return true;
    }

    /** The log no longer holds the slots up to this one. */
    void truncatedUpTo(long slot) {
        assert slot <= chosenUpTo : "truncated up to " + slot + ", chosen up to " + chosenUpTo;
        truncatedUpTo = Math.max(truncatedUpTo, slot);
    }

    /** Everything up to this slot is chosen: its values need not be held any more. */
    void chosenUpTo(long slot) {
        chosenUpTo = slot;
        faulty.headSet(slot, true).clear();
        while (!accepted.isEmpty() && accepted.firstKey() <= slot) {
            acceptedBytes -= accepted.pollFirstEntry().getValue().entry().size();
        }
    }

    private List<LogRecord> raisePromise(Ballot ballot) {
        List<LogRecord> records = new ArrayList<>(2);
        if (ballot.isAbove(promised)) {
            promised = ballot;
            records.add(new LogRecord.Promised(ballot));
        }
        return records;
    }

    private void hold(AcceptedEntry entry) {
        assert !entry.ballot().isAbove(promised) : "accepts " + entry + " above the promise " + promised;
        AcceptedEntry before = accepted.put(entry.slot(), entry);
        faulty.remove(entry.slot()); // overwritten: what was there does not matter any more, as in any acceptor
        acceptedBytes +=
                entry.entry().size() - (before == null ? 0 : before.entry().size());
    }

    /** Bounds what a node far behind, or one with a gap at the bottom, collects above it. The next slot always fits. */
    private boolean hasRoomFor(Accept accept) {
        long ahead = accept.slot() - chosenUpTo;
        return ahead == 1 || (ahead <= 4L * tuning.windowSlots() && acceptedBytes <= 4L * tuning.windowBytes());
    }

    private List<Envelope> promiseChunks(MemberId to, Prepare prepare) {
        Collection<AcceptedEntry> entries =
                accepted.tailMap(prepare.from(), true).values();
        List<Envelope> chunks = new ArrayList<>();
        List<AcceptedEntry> chunk = new ArrayList<>();
        long bytes = 0;
        for (AcceptedEntry entry : entries) {
            if (bytes >= tuning.pageBytes()) {
                chunks.add(promise(to, prepare, entries.size(), chunk));
                chunk = new ArrayList<>();
                bytes = 0;
            }
            chunk.add(entry);
            bytes += entry.entry().size();
        }
        chunks.add(promise(to, prepare, entries.size(), chunk));
        return chunks;
    }

    private Envelope promise(MemberId to, Prepare prepare, int total, List<AcceptedEntry> chunk) {
        return outbox.envelope(
                to,
                new Promise(
                        prepare.ballot(),
                        prepare.from(),
                        total,
                        List.copyOf(chunk),
                        chosenUpTo,
                        truncatedUpTo,
                        List.copyOf(faulty.tailSet(prepare.from(), true))));
    }

    /** Checks what is cheap to check after every step; {@link #hold} checks each entry as it comes. */
    void assertInvariants() {
        assert accepted.isEmpty() || accepted.firstKey() > chosenUpTo : "holds chosen slots";
        assert faulty.isEmpty() || faulty.first() > chosenUpTo : "faulty at chosen slots";
        assert truncatedUpTo <= chosenUpTo : "truncated beyond what is chosen";
        assert acceptedBytes >= 0 && (acceptedBytes == 0) == accepted.isEmpty() : "lost count of " + accepted.size();
    }
}
