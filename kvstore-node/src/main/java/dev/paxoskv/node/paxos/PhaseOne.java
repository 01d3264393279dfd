package dev.paxoskv.node.paxos;

import dev.paxoskv.node.paxos.message.Message.Promise;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Phase 1 of one ballot, for the whole suffix of the log. Collects promises, each of which counts when all its chunks are
 * in, and keeps for every slot the value of the highest ballot.
 */
final class PhaseOne {
    private final Ballot ballot;
    private final long from;
    private final Map<MemberId, Chunks> chunks = new TreeMap<>();
    private final List<MemberId> promisers = new ArrayList<>();
    private final NavigableMap<Long, AcceptedEntry> highest = new TreeMap<>();
    private long chosenUpTo;
    private @Nullable MemberId mostAdvanced;

    PhaseOne(Ballot ballot, long from) {
        this.ballot = ballot;
        this.from = from;
    }

    Ballot ballot() {
        return ballot;
    }

    long from() {
        return from;
    }

    /** Whose promises are complete. */
    List<MemberId> promisers() {
        return promisers;
    }

    /** The longest chosen prefix among the promisers: values up to here are fetched, never proposed. */
    long chosenUpTo() {
        return chosenUpTo;
    }

    /** The promiser with the longest chosen prefix. */
    @Nullable MemberId mostAdvanced() {
        return mostAdvanced;
    }

    /** What was accepted at this slot under the highest ballot, by the promisers. */
    @Nullable AcceptedEntry accepted(long slot) {
        return highest.get(slot);
    }

    /** The highest slot at which a promiser accepted anything, or chose anything. */
    long lastSlot() {
        return highest.isEmpty() ? chosenUpTo : Math.max(chosenUpTo, highest.lastKey());
    }

    void onPromise(MemberId member, Promise promise) {
        if (promise.from() != from || promisers.contains(member)) {
            return;
        }
        Chunks received = chunks.computeIfAbsent(member, key -> new Chunks());
        if (received.add(promise)) {
            chunks.remove(member);
            merge(member, received);
        }
    }

    private void merge(MemberId member, Chunks received) {
        promisers.add(member);
        if (mostAdvanced == null || received.chosenUpTo > chosenUpTo) {
            chosenUpTo = received.chosenUpTo;
            mostAdvanced = member;
        }
        for (AcceptedEntry entry : received.entries.values()) {
            highest.merge(entry.slot(), entry, (a, b) -> a.ballot().isAbove(b.ballot()) ? a : b);
        }
    }

    /**
     * The chunks of one promise. An acceptor that is asked again answers from a later state: its chosen prefix may have
     * grown and the chunks may be cut otherwise. Answers from different states are never put together, and those from the
     * same state are put together by slot, however they were cut.
     */
    private static final class Chunks {
        private final NavigableMap<Long, AcceptedEntry> entries = new TreeMap<>();
        private long chosenUpTo = -1;
        private int total;

        /** Adds a chunk and tells whether the promise is complete. */
        boolean add(Promise promise) {
            if (promise.chosenUpTo() < chosenUpTo) {
                return false; // a chunk of an earlier answer
            }
            if (promise.chosenUpTo() > chosenUpTo || promise.total() != total) {
                entries.clear();
                chosenUpTo = promise.chosenUpTo();
                total = promise.total();
            }
            for (AcceptedEntry entry : promise.entries()) {
                entries.put(entry.slot(), entry);
            }
            return entries.size() == total;
        }
    }
}
