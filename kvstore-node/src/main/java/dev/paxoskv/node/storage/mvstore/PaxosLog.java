package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.storage.LogReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVStoreException;

/**
 * The Paxos state in the maps: what the journal's records amount to. Records are put in by one thread, in the journal's
 * order, and putting in a run of them again, from any point that was reached before, changes nothing.
 */
final class PaxosLog implements LogReader {
    private final StoreFile maps;
    private final String path;
    private final NodeMeta meta;

    private volatile Optional<Genesis> genesis;
    private volatile LogPosition position;
    private Ballot promised;
    private long chosenUpTo;
    private final long truncatedUpTo;

    /** The state as of the checkpoint that the file was opened at. */
    PaxosLog(StoreFile maps, NodeMeta meta, String path) {
        this.maps = maps;
        this.meta = meta;
        this.path = path;
        this.genesis = meta.genesis();
        this.position = meta.position();
        this.promised = position.promised();
        this.chosenUpTo = position.chosenUpTo();
        this.truncatedUpTo = position.truncatedUpTo();
    }

    Optional<Genesis> genesis() {
        return genesis;
    }

    /** The number that the checksums of records are mixed with; 0 before the cluster is formed. */
    long cluster() {
        return genesis.map(formed -> formed.cluster().value()).orElse(0L);
    }

    /** What the maps hold by now; a checkpoint that begins after this was read holds at least as much. */
    LogPosition position() {
        return position;
    }

    /** Puts a record of the journal in, after a restart. */
    void replay(JournalRecord record) {
        if (!record.isIntact(cluster())) {
            throw Damage.in(path, "the journal's record for slot " + record.slot() + " has a wrong checksum", null);
        }
        put(record);
    }

    /** Puts a record in that is durable in the journal. */
    void put(JournalRecord record) {
        switch (record.kind()) {
            case JournalRecord.PROMISED ->
                promised = Ballot.max(promised, new Ballot(record.round(), new MemberId(record.member())));
            case JournalRecord.ACCEPTED -> putEntry(record);
            case JournalRecord.LEARNED -> {
                putEntry(record);
                if (record.slot() == chosenUpTo + 1) {
                    chosenUpTo = record.slot();
                }
            }
            case JournalRecord.CHOSEN_UP_TO -> chosenUpTo = Math.max(chosenUpTo, record.slot());
            case JournalRecord.GENESIS -> {
                meta.form(record.value());
                genesis = Optional.of(Genesis.decode(record.value()));
            }
            default -> throw Damage.in(path, "the journal has a record of unknown kind " + record.kind(), null);
        }
    }

    private void putEntry(JournalRecord record) {
        if (record.slot() <= truncatedUpTo) {
            return;
        }
        maps.log().put(record.slot(), record.stored());
        if (Entry.isReconfiguration(record.value())) {
            maps.reconfigurations().put(record.slot(), record.value());
        } else if (!maps.reconfigurations().isEmpty()) {
            maps.reconfigurations().remove(record.slot());
        }
    }

    /** Notes that every record in front of this journal position is in the maps. */
    void reached(long journal) {
        position = new LogPosition(journal, promised, chosenUpTo, truncatedUpTo);
    }

    /** Checks that the chosen prefix has no gap. */
    void requireWholePrefix() {
        long index = chosenUpTo == truncatedUpTo ? -1 : maps.log().getKeyIndex(chosenUpTo);
        if (index != chosenUpTo - truncatedUpTo - 1) {
            throw Damage.in(
                    path,
                    "slots " + (truncatedUpTo + 1) + " to " + chosenUpTo + " are chosen, and not all of them are there",
                    null);
        }
    }

    /** What the core starts from. */
    Recovered recovered() {
        List<AcceptedEntry> accepted = new ArrayList<>();
        Cursor<Long, StoredEntry> entries = maps.log().cursor(chosenUpTo + 1);
        while (entries.hasNext()) {
            long slot = entries.next();
            accepted.add(verified(slot, entries.getValue()));
        }
        SortedMap<Long, Configuration> configurations = new TreeMap<>();
        Cursor<Long, byte[]> commands = maps.reconfigurations().cursor(null, chosenUpTo, false);
        while (commands.hasNext()) {
            long slot = commands.next();
            if (Entry.decode(commands.getValue()) instanceof Entry.Reconfiguration(Configuration configuration)) {
                configurations.put(slot, configuration);
            }
        }
        return new Recovered(promised, chosenUpTo, truncatedUpTo, List.copyOf(accepted), configurations);
    }

    @Override
    public long firstSlot() {
        return truncatedUpTo + 1;
    }

    @Override
    public long lastSlot() {
        Long last = maps.log().lastKey();
        return last == null ? truncatedUpTo : last;
    }

    @Override
    public List<AcceptedEntry> read(long fromSlot, int maxBytes, long upToSlot) {
        List<AcceptedEntry> page = new ArrayList<>();
        if (fromSlot > upToSlot) {
            return page;
        }
        try {
            Cursor<Long, StoredEntry> entries = maps.log().cursor(fromSlot, upToSlot, false);
            long expected = fromSlot;
            long bytes = 0;
            while (entries.hasNext() && entries.next() == expected) {
                StoredEntry stored = entries.getValue();
                bytes += stored.entry().length;
                if (bytes > maxBytes && !page.isEmpty()) {
                    break;
                }
                page.add(verified(expected++, stored));
            }
            return page;
        } catch (MVStoreException e) {
            throw maps.unreadable(e);
        }
    }

    /** All entries from a slot on, gaps left out. */
    Iterator<AcceptedEntry> entriesFrom(long slot) {
        Cursor<Long, StoredEntry> entries = maps.log().cursor(slot);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return entries.hasNext();
            }

            @Override
            public AcceptedEntry next() {
                long at = entries.next();
                return verified(at, entries.getValue());
            }
        };
    }

    /** How many entries there are. */
    long size() {
        return maps.log().sizeAsLong();
    }

    private AcceptedEntry verified(long slot, StoredEntry stored) {
        int expected =
                JournalRecord.checksum(cluster(), stored.kind(), slot, stored.round(), stored.member(), stored.entry());
        if (expected != stored.checksum()) {
            throw Damage.in(path, "the entry of slot " + slot + " has a wrong checksum", null);
        }
        return stored.at(slot);
    }
}
