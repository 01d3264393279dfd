package dev.paxoskv.node.storage.memory;

import dev.paxoskv.node.statemachine.PinnedView;
import dev.paxoskv.node.statemachine.StateStore;
import dev.paxoskv.node.statemachine.StateView;
import dev.paxoskv.node.statemachine.Version;
import dev.paxoskv.node.statemachine.VersionCursor;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The state on the heap, in persistent trees: publishing is taking the roots, and an old view costs only the nodes that
 * changed since. Nothing survives the process.
 *
 * <p>Limits: 2^31 - 1 keys and as many entries of history; a write copies the path to its key, some 20 nodes of 32 bytes
 * among a million keys, which is garbage for the collector, so this engine is for tests, demonstrations and the
 * simulator. One writer; published views may be read by any thread.
 */
public final class MemoryStateStore implements StateStore {

    private MemoryView state;
    private final TreeMap<String, byte[]> meta;

    /** An empty store. */
    public MemoryStateStore() {
        state = MemoryView.EMPTY;
        meta = new TreeMap<>();
    }

    private MemoryStateStore(MemoryStateStore original) {
        state = original.state;
        meta = new TreeMap<>(original.meta);
    }

    /** A store of its own with what this one holds now: what a crash right after a checkpoint would leave. */
    public MemoryStateStore copy() {
        return new MemoryStateStore(this);
    }

    @Override
    public void putLive(byte[] key, Version version) {
        state = new MemoryView(state.live().with(key, version), state.history());
    }

    @Override
    public void removeLive(byte[] key) {
        state = new MemoryView(state.live().without(key), state.history());
    }

    @Override
    public void putHistory(byte[] key, Version version) {
        state = new MemoryView(state.live(), state.history().with(new HistoryKey(key, version.modRevision()), version));
    }

    @Override
    public void removeHistory(byte[] key, long modRevision) {
        state = new MemoryView(state.live(), state.history().without(new HistoryKey(key, modRevision)));
    }

    @Override
    public byte @Nullable [] meta(String name) {
        return meta.get(name);
    }

    @Override
    public void putMeta(String name, byte[] value) {
        meta.put(name, value);
    }

    @Override
    public StateView publish() {
        return state;
    }

    @Override
    public PinnedView pin() {
        return new PinnedView(state, () -> {});
    }

    @Override
    public @Nullable Version live(byte[] key) {
        return state.live(key);
    }

    @Override
    public @Nullable Version history(byte[] key, long revision) {
        return state.history(key, revision);
    }

    @Override
    public VersionCursor liveCursor(byte[] from, byte @Nullable [] to) {
        return state.liveCursor(from, to);
    }

    @Override
    public VersionCursor historyCursor(byte[] from, long fromRevision, byte @Nullable [] to) {
        return state.historyCursor(from, fromRevision, to);
    }

    @Override
    public long countLive(byte[] from, byte @Nullable [] to) {
        return state.countLive(from, to);
    }

    @Override
    public long liveSize() {
        return state.liveSize();
    }

    @Override
    public long historySize() {
        return state.historySize();
    }
}
