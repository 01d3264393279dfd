package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.statemachine.StateStore;
import dev.paxoskv.node.storage.InstallChecks;
import dev.paxoskv.node.storage.LogReader;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StateInstall;
import dev.paxoskv.node.storage.StorageException;
import dev.paxoskv.node.storage.StorageListener;
import dev.paxoskv.node.storage.StorageOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

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
    private final ViewPins pins;
    private final NodeMeta meta;
    private final Checkpoints checkpoints;
    private final Failure failure = new Failure();
    private final StorageListener listener;
    private final String journalPath;
    private final AutoCloseable lock;
    private final long maxUnsavedBytes;
    private final AtomicLong journaledBytes = new AtomicLong();
    private MvStateStore state;
    private @Nullable MvStateInstall installing;

    MvNodeStorage(Disk disk, AutoCloseable lock, StoreFile maps, NodeMeta meta, StorageOptions options)
            throws IOException {
        String path = disk.path(StoreFile.NAME);
        this.lock = lock;
        this.maps = maps;
        this.meta = meta;
        this.member = meta.member();
        this.listener = options.listener();
        this.maxUnsavedBytes = (long) options.unsavedMegabytes() << 20;
        this.journalPath = disk.path("journal-*");
        this.log = new PaxosLog(maps, meta, path, listener);
        long mark = log.position().journal();
        JournalScan scan = new JournalScan(disk, member.value(), mark);
        maps.removeAllStatesBut(meta.generation());
        scan.replay(log::replay);
        log.dropTruncated();
        log.requireWholePrefix();
        this.journal = Journal.open(disk, member.value(), options.segmentBytes(), scan);
        log.reached(journal.end());
        this.journaledBytes.set(scan.end() - mark);
        this.pins = new ViewPins(maps.store(), System::nanoTime);
        this.state = stateOf(meta.generation());
        this.checkpoints = new Checkpoints(
                maps, log, journal, failure, listener, path, (int) (maxUnsavedBytes / 2), mark, meta.applied());
    }

    private MvStateStore stateOf(long generation) {
        return new MvStateStore(maps.stateMaps(generation), maps.meta(), pins);
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
            log.put(records, journal.end());
            journaledBytes.addAndGet(bytes);
            waitForRoom();
        } catch (IOException | RuntimeException | Error e) {
            throw failure.of("Writing to the journal", journalPath, e);
        }
    }

    /**
     * The applier makes checkpoints, and waits for the one before; the log must not outgrow the memory meanwhile. Only a
     * checkpoint that is being written is waited for, which needs nothing from this thread.
     */
    private void waitForRoom() {
        if (maps.store().getUnsavedMemory() >= 2 * maxUnsavedBytes) {
            checkpoints.await();
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
    public boolean wantsCheckpoint() {
        return maps.store().getUnsavedMemory() >= maxUnsavedBytes;
    }

    @Override
    public StateStore state() {
        return state;
    }

    @Override
    public CompletableFuture<Void> checkpoint(long appliedSlot) {
        requireNoInstallation();
        return commit(appliedSlot);
    }

    /** Begins to write everything as it is now; the state has applied this slot. */
    private CompletableFuture<Void> commit(long applied) {
        failure.check();
        LogPosition position = log.position();
        meta.checkpoint(position, applied);
        pins.nextVersion();
        state.checkpointed();
        return checkpoints.begin(position, applied);
    }

    @Override
    public void truncate(long upToSlot) {
        requireNoInstallation();
        long safe = checkpoints.appliedByLast();
        if (upToSlot > safe) {
            throw new IllegalArgumentException("the last durable checkpoint has applied slot " + safe
                    + ", so the log is needed from there on, and not" + " to be truncated up to " + upToSlot);
        }
        log.truncate(upToSlot);
    }

    @Override
    public StateInstall install() {
        requireNoInstallation();
        failure.check();
        requireUnchanged();
        MvStateInstall begun = new MvStateInstall(this, stateOf(meta.generation() + 1));
        installing = begun;
        return begun;
    }

    private void requireNoInstallation() {
        if (installing != null) {
            throw new IllegalStateException("a state is being installed");
        }
    }

    private void requireUnchanged() {
        if (state.changed()) {
            throw new IllegalStateException("the state has changed since its last checkpoint, and an installation would"
                    + " write it with the applied slot of that");
        }
    }

    /**
     * Writes what is staged, and the present state as its last checkpoint had it: so this is another checkpoint of that, and
     * the journal does not grow without bound while an installation takes its time.
     */
    void flushInstallation() {
        requireUnchanged();
        var _ = commit(meta.applied());
    }

    /** Checks what can be wrong with a completion, before anything changes. */
    void requireCompletable(long slot, SortedMap<Long, Configuration> configurations) {
        failure.check();
        requireUnchanged();
        InstallChecks.check(meta.applied(), slot, configurations);
    }

    /** Puts the staged state in the place of the present one, with one commit. */
    void completeInstallation(MvStateStore staged, long slot, SortedMap<Long, Configuration> configurations) {
        StateMaps old = state.maps();
        log.install(slot, configurations);
        meta.generation(staged.maps().generation());
        state = staged;
        installing = null;
        join(commit(slot));
        maps.remove(old);
        // A second checkpoint at once: should one of the two get damaged, the other has the new state as well.
        join(commit(slot));
    }

    private static void join(CompletableFuture<Void> checkpoint) {
        try {
            checkpoint.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StorageException failed ? failed : e;
        }
    }

    void abandonInstallation(MvStateStore staged) {
        installing = null;
        maps.remove(staged.maps());
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
