package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.statemachine.StateStore;
import dev.paxoskv.node.storage.LogReader;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageListener;
import dev.paxoskv.node.storage.StorageOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A data directory of the {@code mvstore} engine: one MVStore file with every map, behind a redo journal.
 *
 * <p>A batch is durable when the journal has it; the maps have it in memory then, and on disk with the next checkpoint. A
 * start opens the newest whole checkpoint and replays the journal from the position that it names.
 */
final class MvNodeStorage implements NodeStorage {
    private final MemberId member;
    private final StoreFile maps;
    private final Journal journal;
    private final PaxosLog log;
    private final MvStateStore state;
    private final NodeMeta meta;
    private final Checkpoints checkpoints;
    private final Failure failure = new Failure();
    private final StorageListener listener;
    private final String journalPath;
    private final AutoCloseable lock;
    private final AtomicLong journaledBytes = new AtomicLong();

    MvNodeStorage(Disk disk, AutoCloseable lock, StoreFile maps, NodeMeta meta, StorageOptions options)
            throws IOException {
        String path = disk.path(StoreFile.NAME);
        this.lock = lock;
        this.maps = maps;
        this.meta = meta;
        this.member = meta.member();
        this.listener = options.listener();
        this.journalPath = disk.path("journal-*");
        this.log = new PaxosLog(maps, meta, path);
        long mark = log.position().journal();
        JournalScan scan = new JournalScan(disk, member.value(), mark);
        scan.replay(log::replay);
        log.requireWholePrefix();
        this.journal = Journal.open(disk, member.value(), options.segmentBytes(), scan);
        log.reached(journal.end());
        this.journaledBytes.set(scan.end() - mark);
        this.state = new MvStateStore(maps);
        this.checkpoints = new Checkpoints(maps, journal, failure, listener, path, mark);
    }

    @Override
    public MemberId member() {
        return member;
    }

    @Override
    public Optional<Genesis> genesis() {
        return log.genesis();
    }

    @Override
    public void form(Genesis genesis) {
        Optional<Genesis> there = log.genesis();
        if (there.isEmpty()) {
            journal(List.of(JournalRecord.of(genesis)));
        } else if (!there.get().equals(genesis)) {
            throw Mismatch.genesis(there.get(), genesis);
        }
    }

    @Override
    public Recovered recovered() {
        return log.recovered();
    }

    @Override
    public void append(List<LogRecord> batch) {
        if (batch.isEmpty()) {
            return;
        }
        if (log.genesis().isEmpty()) {
            throw new IllegalStateException("no vote and no promise before the genesis is stored");
        }
        long cluster = log.cluster();
        List<JournalRecord> records = new ArrayList<>(batch.size());
        for (LogRecord change : batch) {
            records.add(JournalRecord.of(change, cluster));
        }
        journal(records);
    }

    private void journal(List<JournalRecord> records) {
        failure.check();
        try {
            long begun = System.nanoTime();
            long bytes = journal.append(records);
            listener.journaled(records.size(), bytes, System.nanoTime() - begun);
            for (JournalRecord record : records) {
                log.put(record);
            }
            log.reached(journal.end());
            journaledBytes.addAndGet(bytes);
        } catch (IOException | RuntimeException | Error e) {
            throw failure.of("Writing to the journal", journalPath, e);
        }
    }

    @Override
    public LogReader log() {
        return log;
    }

    @Override
    public long journaledBytes() {
        return journaledBytes.get();
    }

    @Override
    public StateStore state() {
        return state;
    }

    @Override
    public CompletableFuture<Void> checkpoint(long appliedSlot) {
        failure.check();
        LogPosition position = log.position();
        meta.checkpoint(position, appliedSlot);
        state.beforeCheckpoint();
        return checkpoints.begin(position);
    }

    @Override
    public void close() {
        checkpoints.close();
        try (lock;
                maps) {
            journal.close();
        } catch (Exception e) {
            throw failure.of("Closing the files beside", journalPath, e);
        }
    }
}
