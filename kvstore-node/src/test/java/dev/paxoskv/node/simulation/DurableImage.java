package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a member's disk holds for certain: the fold of all its durable records, of truncations and installed snapshots. A
 * record may be damaged: then the disk knows that there is one, and not what it says.
 */
final class DurableImage {
    private Ballot promised = Ballot.ZERO;
    private boolean promiseDamaged;
    private long chosenUpTo;
    private long truncatedUpTo;
    private final NavigableMap<Long, AcceptedEntry> log = new TreeMap<>();
    private final NavigableMap<Long, Configuration> configurations = new TreeMap<>();
    private final TreeSet<Long> damaged = new TreeSet<>();

    void write(LogRecord record) {
        switch (record) {
            case LogRecord.Promised(Ballot ballot) -> promised = ballot;
            case LogRecord.Accepted(AcceptedEntry accepted) -> put(accepted);
            case LogRecord.Learned(AcceptedEntry chosen) -> {
                put(chosen);
                chosenUpTo(chosen.slot());
            }
            case LogRecord.ChosenUpTo(long slot) -> chosenUpTo(slot);
        }
    }

    /** Records of truncated slots are kept nowhere. */
    private void put(AcceptedEntry entry) {
        if (entry.slot() > truncatedUpTo) {
            log.put(entry.slot(), entry);
            damaged.remove(entry.slot());
        }
    }

    /** Chosen configurations are kept apart from the log. */
    private void chosenUpTo(long slot) {
        if (slot > chosenUpTo) {
            log.subMap(chosenUpTo, false, slot, true).forEach((at, entry) -> {
                if (entry.entry() instanceof Entry.Reconfiguration(Configuration configuration)) {
                    configurations.put(at, configuration);
                }
            });
            chosenUpTo = slot;
        }
    }

    /** The log's entries up to a slot go; a checkpoint covers them. */
    void truncate(long upToSlot) {
        chosenUpTo(upToSlot);
        truncatedUpTo = Math.max(truncatedUpTo, upToSlot);
        log.headMap(upToSlot, true).clear();
        damaged.headSet(upToSlot, true).clear();
    }

    /** Another member's state takes the place of the log up to a slot: all of this or, after a crash, nothing of it. */
    void install(long slot, SortedMap<Long, Configuration> upToThere) {
        truncate(slot);
        configurations.headMap(slot, true).clear();
        configurations.putAll(upToThere);
    }

    /** The record at a slot is not what was written any more. */
    void damage(long slot) {
        damaged.add(slot);
    }

    /** What was promised is not known any more. */
    void damagePromise() {
        promiseDamaged = true;
        promised = Ballot.ZERO;
    }

    boolean isPromiseDamaged() {
        return promiseDamaged;
    }

    boolean isDamaged(long slot) {
        return damaged.contains(slot);
    }

    /** Whether every record can be read. */
    boolean isWhole() {
        return damaged.isEmpty() && !promiseDamaged;
    }

    Ballot promised() {
        return promised;
    }

    long chosenUpTo() {
        return chosenUpTo;
    }

    long truncatedUpTo() {
        return truncatedUpTo;
    }

    NavigableMap<Long, AcceptedEntry> log() {
        return log;
    }

    /** What a process that starts on this disk is given. */
    Recovered recover() {
        List<AcceptedEntry> accepted = new ArrayList<>();
        log.tailMap(chosenUpTo, false).forEach((slot, entry) -> {
            if (!damaged.contains(slot)) {
                accepted.add(entry);
            }
        });
        List<Long> faulty = List.copyOf(damaged.tailSet(chosenUpTo, false));
        return new Recovered(promised, chosenUpTo, truncatedUpTo, accepted, new TreeMap<>(configurations), faulty);
    }

    /** Consecutive entries from a slot on, up to a slot, of about so many bytes, one at least if it is there. */
    List<AcceptedEntry> page(long from, int maxBytes, long upTo) {
        List<AcceptedEntry> page = new ArrayList<>();
        long bytes = 0;
        for (long slot = from; slot <= upTo; slot++) {
            AcceptedEntry entry = damaged.contains(slot) ? null : log.get(slot);
            if (entry == null || (!page.isEmpty() && bytes + entry.entry().size() > maxBytes)) {
                break;
            }
            bytes += entry.entry().size();
            page.add(entry);
        }
        return page;
    }
}
