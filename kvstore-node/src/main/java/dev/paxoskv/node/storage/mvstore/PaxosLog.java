package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.storage.LogReader;
import dev.paxoskv.node.storage.StorageListener;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * The Paxos state in the maps: what the journal's records amount to. Records are put in by one thread, in the journal's
 * order, and putting in a run of them again, from any point that was reached before, changes nothing.
 *
 * <p>Truncations and installations come from another thread, the applier, and are no records of the journal: they move the
 * truncation point between two batches, and whoever replays skips what is below it. The entries themselves go later
 * ({@link #dropTruncated}); until then they stand in the map, and nobody reads them.
 */
final class PaxosLog implements LogReader {
    private final StoreFile maps;
    private final String path;
    private final NodeMeta meta;
    private final DamagedSlots damaged;

    private volatile Optional<Genesis> genesis;

    /** Replaced as a whole, under this object's monitor; read by anybody. */
    private volatile LogPosition position;

    /** The state as of the checkpoint that the file was opened at. */
    PaxosLog(StoreFile maps, NodeMeta meta, String path, StorageListener listener) {
        this.maps = maps;
        this.meta = meta;
        this.path = path;
        this.damaged = new DamagedSlots(listener);
        this.genesis = meta.genesis();
        this.position = meta.position();
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
    synchronized void replay(JournalRecord record) {
        if (!record.isIntact(cluster())) {
            throw Damage.in(path, "the journal's record for slot " + record.slot() + " has a wrong checksum", null);
        }
        put(record);
    }

    /** Puts the records of a batch in that is durable in the journal, which ends at this position by now. */
    synchronized void put(List<JournalRecord> records, long journalEnd) {
        records.forEach(this::put);
        reached(journalEnd);
    }

    private void put(JournalRecord record) {
        switch (record.kind()) {
            case JournalRecord.PROMISED ->
                position = position.promised(new Ballot(record.round(), new MemberId(record.member())));
            case JournalRecord.ACCEPTED -> putEntry(record);
            case JournalRecord.LEARNED -> {
                putEntry(record);
                if (record.slot() == position.chosenUpTo() + 1) {
                    position = position.chosen(record.slot());
                }
            }
            case JournalRecord.CHOSEN_UP_TO -> position = position.chosen(record.slot());
            case JournalRecord.GENESIS -> {
                meta.form(record.value());
                genesis = Optional.of(Genesis.decode(record.value()));
            }
            default -> throw Damage.in(path, "the journal has a record of unknown kind " + record.kind(), null);
        }
    }

    private void putEntry(JournalRecord record) {
        if (record.slot() <= position.truncatedUpTo()) {
            return;
        }
        maps.log().put(record.slot(), record.stored());
        damaged.repaired(record.slot());
        if (Entry.isReconfiguration(record.value())) {
            maps.reconfigurations().put(record.slot(), record.value());
        } else if (!maps.reconfigurations().isEmpty()) {
            maps.reconfigurations().remove(record.slot());
        }
    }

    /** Notes that every record in front of this journal position is in the maps. */
    synchronized void reached(long journal) {
        position = position.reached(journal);
    }

    /** Moves the truncation point. What is truncated was applied, so it is chosen, whatever the log's own records prove. */
    synchronized void truncate(long upTo) {
        position = position.truncated(upTo);
        damaged.truncated(upTo);
    }

    /** Puts an installed state's slot and configuration commands in place of what the log has up to there. */
    synchronized void install(long slot, SortedMap<Long, Configuration> configurations) {
        truncate(slot);
        for (Cursor<Long, byte[]> old = maps.reconfigurations().cursor(null, slot, false); old.hasNext(); ) {
            maps.reconfigurations().remove(old.next());
        }
        configurations.forEach(
                (at, members) -> maps.reconfigurations().put(at, new Entry.Reconfiguration(members).encoded()));
    }

    /**
     * Removes the entries below the truncation point from the map. A checkpoint that holds the removals holds the
     * truncation point too, because that was moved first.
     */
    void dropTruncated() {
        for (Cursor<Long, StoredEntry> old = maps.log().cursor(null, position.truncatedUpTo(), false);
                old.hasNext(); ) {
            maps.log().remove(old.next());
        }
    }

    /** Checks that the chosen prefix has no gap. */
    void requireWholePrefix() {
        long truncatedUpTo = position.truncatedUpTo();
        long chosenUpTo = position.chosenUpTo();
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
        long chosenUpTo = position.chosenUpTo();
        List<AcceptedEntry> accepted = new ArrayList<>();
        List<Long> faulty = new ArrayList<>();
        Cursor<Long, StoredEntry> entries = maps.log().cursor(chosenUpTo + 1);
        while (entries.hasNext()) {
            long slot = entries.next();
            StoredEntry stored = entries.getValue();
            if (isIntact(slot, stored)) {
                accepted.add(stored.at(slot));
            } else {
                faulty.add(slot);
                damaged.add(slot);
            }
        }
        return new Recovered(
                position.promised(),
                chosenUpTo,
                position.truncatedUpTo(),
                List.copyOf(accepted),
                configurationsUpTo(chosenUpTo),
                List.copyOf(faulty));
    }

    private SortedMap<Long, Configuration> configurationsUpTo(long chosenUpTo) {
        SortedMap<Long, Configuration> configurations = new TreeMap<>();
        Cursor<Long, byte[]> commands = maps.reconfigurations().cursor(null, chosenUpTo, false);
        while (commands.hasNext()) {
            long slot = commands.next();
            if (Entry.decode(commands.getValue()) instanceof Entry.Reconfiguration(Configuration configuration)) {
                configurations.put(slot, configuration);
            }
        }
        return configurations;
    }

    @Override
    public long firstSlot() {
        return position.truncatedUpTo() + 1;
    }

    @Override
    public long lastSlot() {
        long truncatedUpTo = position.truncatedUpTo();
        Long last = maps.log().lastKey();
        return last == null ? truncatedUpTo : Math.max(last, truncatedUpTo);
    }

    @Override
    public List<AcceptedEntry> read(long fromSlot, int maxBytes, long upToSlot) {
        if (fromSlot > upToSlot || fromSlot < firstSlot()) {
            return List.of();
        }
        MVStore.TxCounter pinned = maps.store().registerVersionUsage();
        try {
            return readPage(fromSlot, maxBytes, upToSlot);
        } catch (MVStoreException e) {
            throw maps.unreadable(e);
        } finally {
            maps.store().deregisterVersionUsage(pinned);
        }
    }

    private List<AcceptedEntry> readPage(long fromSlot, int maxBytes, long upToSlot) {
        List<AcceptedEntry> page = new ArrayList<>();
        Cursor<Long, StoredEntry> entries = maps.log().cursor(fromSlot, upToSlot, false);
        long expected = fromSlot;
        long bytes = 0;
        while (entries.hasNext() && entries.next() == expected) {
            StoredEntry stored = entries.getValue();
            bytes += stored.entry().length;
            if (bytes > maxBytes && !page.isEmpty()) {
                break;
            }
            if (!isIntact(expected, stored)) {
                damaged.add(expected);
                break;
            }
            page.add(stored.at(expected++));
        }
        return page;
    }

    @Override
    public OptionalLong damaged() {
        return damaged.lowest();
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
                if (!isIntact(at, entries.getValue())) {
                    throw Damage.ofEntry(path, at);
                }
                return entries.getValue().at(at);
            }
        };
    }

    /** How many entries there are. */
    long size() {
        return maps.log().sizeAsLong();
    }

    private boolean isIntact(long slot, StoredEntry stored) {
        int expected =
                JournalRecord.checksum(cluster(), stored.kind(), slot, stored.round(), stored.member(), stored.entry());
        return expected == stored.checksum();
    }
}
