package dev.paxoskv.node.paxos;

import dev.paxoskv.node.paxos.message.Message.Promise;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Phase 1 of one ballot, for the whole suffix of the log. Collects promises, each of which counts when all its chunks are
 * in, and keeps for every slot the value of the highest ballot. Promises are taken in for as long as the ballot leads: a
 * slot that a later configuration governs needs those of its members.
 *
 * <p>A promise that calls a slot <em>faulty</em> does not count there: its giver may have accepted the very value that is
 * chosen. Alagappan and others, <em>Protocol-Aware Recovery for Consensus-Based Storage</em>, section 3.3.
 */
final class PhaseOne {
    private final Ballot ballot;
    private final long from;
    private final Map<MemberId, Chunks> chunks = new TreeMap<>();
    private final List<MemberId> promisers = new ArrayList<>();
    private final NavigableMap<Long, AcceptedEntry> highest = new TreeMap<>();
    private final Map<MemberId, NavigableSet<Long>> faulty = new TreeMap<>();
    private long lastFaulty;
    private long chosenUpTo;
    private long truncatedUpTo;
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

    /** The last slot that the log of {@link #mostAdvanced()} no longer holds. */
    long truncatedUpTo() {
        return truncatedUpTo;
    }

    /** Whether the promises of a majority of this configuration say what they know of this slot. */
    boolean hasMajority(Configuration configuration, long slot) {
        if (faulty.isEmpty()) {
            return configuration.isMajority(promisers);
        }
        return configuration.isMajority(
                promisers.stream().filter(member -> !isFaulty(member, slot)).toList());
    }

    private boolean isFaulty(MemberId member, long slot) {
        NavigableSet<Long> slots = faulty.get(member);
        return slots != null && slots.contains(slot);
    }

    /** Whether this member's promise is in, and calls nothing faulty. */
    boolean hasWholePromise(MemberId member) {
        return promisers.contains(member) && !faulty.containsKey(member);
    }

    /** What was accepted at this slot under the highest ballot, by the promisers. */
    @Nullable AcceptedEntry accepted(long slot) {
        return highest.get(slot);
    }

    /** The highest slot at which a promiser accepted anything, knowing what or not, or chose anything. */
    long lastSlot() {
        long last = Math.max(chosenUpTo, lastFaulty);
        return highest.isEmpty() ? last : Math.max(last, highest.lastKey());
    }

    void onPromise(MemberId member, Promise promise) {
        if (promise.from() != from || hasWholePromise(member)) {
            return;
        }
        Chunks received = chunks.computeIfAbsent(member, key -> new Chunks());
        if (received.add(promise)) {
            chunks.remove(member);
            merge(member, received);
        }
    }

    private void merge(MemberId member, Chunks received) {
        if (!promisers.contains(member)) {
            promisers.add(member);
        }
        if (mostAdvanced == null || received.chosenUpTo > chosenUpTo) {
            chosenUpTo = received.chosenUpTo;
            truncatedUpTo = received.truncatedUpTo;
            mostAdvanced = member;
        }
        if (received.faulty.isEmpty()) {
            faulty.remove(member);
        } else {
            faulty.put(member, received.faulty);
            lastFaulty = Math.max(lastFaulty, received.faulty.last());
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
        private NavigableSet<Long> faulty = new TreeSet<>();
        private long chosenUpTo = -1;
        private long truncatedUpTo;
        private int total;

        /** Adds a chunk and tells whether the promise is complete. */
        boolean add(Promise promise) {
            if (promise.chosenUpTo() < chosenUpTo) {
                return false; // a chunk of an earlier answer
            }
            NavigableSet<Long> damaged = new TreeSet<>(promise.faulty());
            if (promise.chosenUpTo() > chosenUpTo || promise.total() != total || !damaged.equals(faulty)) {
                entries.clear();
                chosenUpTo = promise.chosenUpTo();
                total = promise.total();
                faulty = damaged;
            }
            truncatedUpTo = promise.truncatedUpTo();
            for (AcceptedEntry entry : promise.entries()) {
                entries.put(entry.slot(), entry);
            }
            return entries.size() == total;
        }
    }
}
