package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.storage.OfflineLog;
import dev.paxoskv.node.storage.StorageException;
import dev.paxoskv.node.storage.StorageListener;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import org.h2.mvstore.MVStoreException;

/** The last checkpoint and the journal behind it, put together in memory. */
final class MvOfflineLog implements OfflineLog {
    private final AutoCloseable lock;
    private final StoreFile maps;
    private final NodeMeta meta;
    private final PaxosLog log;

    MvOfflineLog(Disk disk, AutoCloseable lock, StoreFile maps, NodeMeta meta) throws IOException {
        this.lock = lock;
        this.maps = maps;
        this.meta = meta;
        this.log = new PaxosLog(maps, meta, disk.path(StoreFile.NAME), StorageListener.NONE);
        JournalScan scan =
                new JournalScan(disk, meta.member().value(), log.position().journal());
        scan.replay(log::replay);
        log.reached(scan.end());
        log.dropTruncated();
    }

    @Override
    public MemberId member() {
        return meta.member();
    }

    @Override
    public Optional<Genesis> genesis() {
        return log.genesis();
    }

    @Override
    public Ballot promised() {
        return log.position().promised();
    }

    @Override
    public long chosenUpTo() {
        return log.position().chosenUpTo();
    }

    @Override
    public long truncatedUpTo() {
        return log.position().truncatedUpTo();
    }

    @Override
    public long appliedUpTo() {
        return meta.applied();
    }

    @Override
    public long forEachUpToGap(Consumer<AcceptedEntry> visitor) {
        try {
            Iterator<AcceptedEntry> entries = log.entriesFrom(log.firstSlot());
            long expected = log.firstSlot();
            long given = 0;
            while (entries.hasNext()) {
                AcceptedEntry entry = entries.next();
                if (entry.slot() != expected) {
                    break;
                }
                visitor.accept(entry);
                expected++;
                given++;
            }
            return log.size() - given;
        } catch (MVStoreException e) {
            throw maps.unreadable(e);
        }
    }

    @Override
    public void close() {
        try (lock) {
            maps.close();
        } catch (Exception e) {
            throw new StorageException("Closing the data directory failed: " + e, e);
        }
    }
}
