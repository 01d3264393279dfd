package dev.paxoskv.node.storage.memory;

import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.statemachine.StateStore;
import dev.paxoskv.node.statemachine.StateView;
import dev.paxoskv.node.storage.InstallChecks;
import dev.paxoskv.node.storage.LogReader;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StateInstall;
import dev.paxoskv.node.storage.StorageException;
import dev.paxoskv.node.storage.StorageListener;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A member's storage in memory. Nothing of it outlives the object. */
final class MemoryStorage implements NodeStorage, LogReader {
    private final MemberId member = new MemberId(1 + new SecureRandom().nextLong(Long.MAX_VALUE));
    private MemoryStateStore state = new MemoryStateStore();
    private final ConcurrentNavigableMap<Long, AcceptedEntry> log = new ConcurrentSkipListMap<>();
    private final StorageListener listener;
    private volatile Optional<Genesis> genesis = Optional.empty();
    private final AtomicLong journaledBytes = new AtomicLong();
    private volatile long truncatedUpTo;

    private StateView checkpointed = state.publish();
    private long applied;
    private @Nullable MemoryInstall installing;

    MemoryStorage(StorageListener listener) {
        this.listener = listener;
    }

    @Override
    public MemberId member() {
        return member;
    }

    @Override
    public Optional<Genesis> genesis() {
        return genesis;
    }

    @Override
    public void form(Genesis formed) {
        if (genesis.isPresent() && !genesis.get().equals(formed)) {
            throw new StorageException("This member belongs to cluster "
                    + genesis.get().cluster() + " and cannot join cluster " + formed.cluster() + ". Start a new node.");
        }
        genesis = Optional.of(formed);
    }

    @Override
    public Recovered recovered() {
        return Recovered.nothing();
    }

    @Override
    public void append(List<LogRecord> batch) {
        if (batch.isEmpty()) {
            return;
        }
        if (genesis.isEmpty()) {
            throw new IllegalStateException("no vote and no promise before the genesis is stored");
        }
        long bytes = 0;
        for (LogRecord change : batch) {
            bytes += put(change);
        }
        journaledBytes.addAndGet(bytes);
        listener.journaled(batch.size(), bytes, 0);
    }

    private long put(LogRecord change) {
        return switch (change) {
            case LogRecord.Accepted(AcceptedEntry entry) -> put(entry);
            case LogRecord.Learned(AcceptedEntry entry) -> put(entry);
            // Nobody starts from this object again, so nobody asks for these.
            case LogRecord.Promised promised -> 0;
            case LogRecord.ChosenUpTo chosenUpTo -> 0;
        };
    }

    private long put(AcceptedEntry entry) {
        log.put(entry.slot(), entry);
        if (entry.slot() <= truncatedUpTo) {
            log.remove(entry.slot());
        }
        return entry.entry().size();
    }

    @Override
    public LogReader log() {
        return this;
    }

    @Override
    public long firstSlot() {
        return truncatedUpTo + 1;
    }

    @Override
    public long lastSlot() {
        Map.Entry<Long, AcceptedEntry> last = log.lastEntry();
        return last == null ? truncatedUpTo : Math.max(last.getKey(), truncatedUpTo);
    }

    @Override
    public List<AcceptedEntry> read(long fromSlot, int maxBytes, long upToSlot) {
        List<AcceptedEntry> page = new ArrayList<>();
        if (fromSlot <= truncatedUpTo) {
            return page;
        }
        long bytes = 0;
        for (long slot = fromSlot; slot <= upToSlot; slot++) {
            AcceptedEntry entry = log.get(slot);
            if (entry == null) {
                break;
            }
            bytes += entry.entry().size();
            if (bytes > maxBytes && !page.isEmpty()) {
                break;
            }
            page.add(entry);
        }
        return page;
    }

    @Override
    public OptionalLong damaged() {
        return OptionalLong.empty();
    }

    @Override
    public long journaledBytes() {
        return journaledBytes.get();
    }

    @Override
    public boolean wantsCheckpoint() {
        return false;
    }

    @Override
    public StateStore state() {
        return state;
    }

    @Override
    public CompletableFuture<Void> checkpoint(long appliedSlot) {
        requireNoInstallation();
        checkpointed = state.publish();
        applied = appliedSlot;
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void truncate(long upToSlot) {
        requireNoInstallation();
        if (upToSlot > applied) {
            throw new IllegalArgumentException("the last checkpoint has applied slot " + applied
                    + ", so the log is needed from there on, and not to be" + " truncated up to " + upToSlot);
        }
        truncateTo(upToSlot);
    }

    private void truncateTo(long upToSlot) {
        truncatedUpTo = Math.max(truncatedUpTo, upToSlot);
        log.headMap(truncatedUpTo, true).clear();
    }

    @Override
    public StateInstall install() {
        requireNoInstallation();
        requireUnchanged();
        MemoryInstall begun = new MemoryInstall();
        installing = begun;
        return begun;
    }

    private void requireNoInstallation() {
        if (installing != null) {
            throw new IllegalStateException("a state is being installed");
        }
    }

    /** As with an engine that writes: there, the state would be written with the applied slot of its last checkpoint. */
    private void requireUnchanged() {
        if (!state.publish().equals(checkpointed)) {
            throw new IllegalStateException("the state has changed since its last checkpoint");
        }
    }

    @Override
    public void close() {}

    private final class MemoryInstall implements StateInstall {
        private final MemoryStateStore staged = new MemoryStateStore();

        @Override
        public StateStore state() {
            return staged;
        }

        @Override
        public void flush() {
            requireOpen();
            requireUnchanged();
        }

        @Override
        public void complete(long slot, SortedMap<Long, Configuration> configurations) {
            requireOpen();
            requireUnchanged();
            InstallChecks.check(applied, slot, configurations);
            installing = null;
            state = staged;
            truncateTo(slot);
            var _ = checkpoint(slot);
        }

        private void requireOpen() {
            if (!this.equals(installing)) {
                throw new IllegalStateException("the installation has ended");
            }
        }

        @Override
        public void close() {
            if (this.equals(installing)) {
                installing = null;
            }
        }
    }
}
