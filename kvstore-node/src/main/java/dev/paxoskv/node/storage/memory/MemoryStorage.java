package dev.paxoskv.node.storage.memory;

import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.statemachine.StateStore;
import dev.paxoskv.node.storage.LogReader;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageException;
import dev.paxoskv.node.storage.StorageListener;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** A member's storage in memory. Nothing of it outlives the object. */
final class MemoryStorage implements NodeStorage, LogReader {
    private final MemberId member = new MemberId(1 + new SecureRandom().nextLong(Long.MAX_VALUE));
    private final StateStore state = new MemoryStateStore();
    private final ConcurrentNavigableMap<Long, AcceptedEntry> log = new ConcurrentSkipListMap<>();
    private final StorageListener listener;
    private volatile Optional<Genesis> genesis = Optional.empty();
    private final AtomicLong journaledBytes = new AtomicLong();

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
        return entry.entry().size();
    }

    @Override
    public LogReader log() {
        return this;
    }

    @Override
    public long firstSlot() {
        return 1;
    }

    @Override
    public long lastSlot() {
        Map.Entry<Long, AcceptedEntry> last = log.lastEntry();
        return last == null ? 0 : last.getKey();
    }

    @Override
    public List<AcceptedEntry> read(long fromSlot, int maxBytes, long upToSlot) {
        List<AcceptedEntry> page = new ArrayList<>();
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
    public long journaledBytes() {
        return journaledBytes.get();
    }

    @Override
    public StateStore state() {
        return state;
    }

    @Override
    public CompletableFuture<Void> checkpoint(long appliedSlot) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}
}
