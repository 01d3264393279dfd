package dev.paxoskv.node.storage.memory;

import dev.paxoskv.node.statemachine.Keys;
import dev.paxoskv.node.statemachine.StateView;
import dev.paxoskv.node.statemachine.Version;
import dev.paxoskv.node.statemachine.VersionCursor;
import org.jspecify.annotations.Nullable;

/** A view over two trees that do not change. */
record MemoryView(PersistentTree<byte[], Version> live, PersistentTree<HistoryKey, Version> history)
        implements StateView {

    static final MemoryView EMPTY =
            new MemoryView(PersistentTree.empty(Keys.ORDER), PersistentTree.empty(HistoryKey.ORDER));

    @Override
    public @Nullable Version live(byte[] key) {
        return live.get(key);
    }

    @Override
    public @Nullable Version history(byte[] key, long revision) {
        PersistentTree.Node<HistoryKey, Version> node =
                history.from(new HistoryKey(key, revision)).next();
        return node == null || Keys.compare(node.key().key(), key) != 0 ? null : node.value();
    }

    @Override
    public VersionCursor liveCursor(byte[] from, byte @Nullable [] to) {
        PersistentTree.Walk<byte[], Version> walk = live.from(from);
        return new MemoryCursor<>(walk, key -> key, to);
    }

    @Override
    public VersionCursor historyCursor(byte[] from, long fromRevision, byte @Nullable [] to) {
        PersistentTree.Walk<HistoryKey, Version> walk = history.from(new HistoryKey(from, fromRevision));
        return new MemoryCursor<>(walk, HistoryKey::key, to);
    }

    @Override
    public long countLive(byte[] from, byte @Nullable [] to) {
        int end = to == null ? live.size() : live.countBefore(to);
        return Math.max(0, end - live.countBefore(from));
    }

    @Override
    public long liveSize() {
        return live.size();
    }

    @Override
    public long historySize() {
        return history.size();
    }
}
