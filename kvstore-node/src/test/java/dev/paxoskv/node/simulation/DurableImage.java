package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What a member's disk holds for certain: the fold of all its durable records. */
final class DurableImage {
    private Ballot promised = Ballot.ZERO;
    private long chosenUpTo;
    private final NavigableMap<Long, AcceptedEntry> log = new TreeMap<>();

    void write(LogRecord record) {
        switch (record) {
            case LogRecord.Promised(Ballot ballot) -> promised = ballot;
            case LogRecord.Accepted(AcceptedEntry accepted) -> log.put(accepted.slot(), accepted);
            case LogRecord.Learned(AcceptedEntry chosen) -> {
                log.put(chosen.slot(), chosen);
                chosenUpTo = Math.max(chosenUpTo, chosen.slot());
            }
            case LogRecord.ChosenUpTo(long slot) -> chosenUpTo = Math.max(chosenUpTo, slot);
        }
    }

    Ballot promised() {
        return promised;
    }

    long chosenUpTo() {
        return chosenUpTo;
    }

    NavigableMap<Long, AcceptedEntry> log() {
        return log;
    }

    /** What a process that starts on this disk is given. */
    Recovered recover() {
        List<AcceptedEntry> accepted =
                new ArrayList<>(log.tailMap(chosenUpTo, false).values());
        return new Recovered(promised, chosenUpTo, 0, accepted, new TreeMap<>());
    }

    /** Consecutive entries from a slot on, up to a slot, of about so many bytes, one at least if it is there. */
    List<AcceptedEntry> page(long from, int maxBytes, long upTo) {
        List<AcceptedEntry> page = new ArrayList<>();
        long bytes = 0;
        for (long slot = from; slot <= upTo; slot++) {
            AcceptedEntry entry = log.get(slot);
            if (entry == null || (!page.isEmpty() && bytes + entry.entry().size() > maxBytes)) {
                break;
            }
            bytes += entry.entry().size();
            page.add(entry);
        }
        return page;
    }
}
