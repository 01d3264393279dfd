package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.statemachine.StateView;
import dev.paxoskv.node.statemachine.Version;
import dev.paxoskv.node.statemachine.VersionCursor;
import java.util.Arrays;
import java.util.function.Function;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/** Reads the state from two maps: those of the store, or frozen ones. */
class MvStateView implements StateView {
    private final MVMap<byte[], Version> live;
    private final MVMap<HistoryKey, Version> history;

    MvStateView(MVMap<byte[], Version> live, MVMap<HistoryKey, Version> history) {
        this.live = live;
        this.history = history;
    }

    @Override
    public @Nullable Version live(byte[] key) {
        return live.get(key);
    }

    @Override
    public @Nullable Version history(byte[] key, long revision) {
        Cursor<HistoryKey, Version> cursor = history.cursor(new HistoryKey(key, revision));
        return cursor.hasNext() && Arrays.equals(cursor.next().key(), key) ? cursor.getValue() : null;
    }

    @Override
    public VersionCursor liveCursor(byte[] from, byte @Nullable [] to) {
        return isEmpty(from, to) ? VersionCursor.EMPTY : new RangeCursor<>(live.cursor(from), Function.identity(), to);
    }

    @Override
    public VersionCursor historyCursor(byte[] from, long fromRevision, byte @Nullable [] to) {
        return isEmpty(from, to)
                ? VersionCursor.EMPTY
                : new RangeCursor<>(history.cursor(new HistoryKey(from, fromRevision)), HistoryKey::key, to);
    }

    @Override
    public long countLive(byte[] from, byte @Nullable [] to) {
        if (isEmpty(from, to)) {
            return 0;
        }
        return (to == null ? live.sizeAsLong() : keysBefore(to)) - keysBefore(from);
    }

    @Override
    public long liveSize() {
        return live.sizeAsLong();
    }

    @Override
    public long historySize() {
        return history.sizeAsLong();
    }

    private long keysBefore(byte[] key) {
        long index = live.getKeyIndex(key);
        return index >= 0 ? index : -index - 1;
    }

    private static boolean isEmpty(byte[] from, byte @Nullable [] to) {
        return to != null && Arrays.compareUnsigned(from, to) >= 0;
    }

    private static final class RangeCursor<K> implements VersionCursor {
        private final Cursor<K, Version> cursor;
        private final Function<K, byte[]> keyOf;
        private final byte @Nullable [] to;
        private byte @Nullable [] key;

        RangeCursor(Cursor<K, Version> cursor, Function<K, byte[]> keyOf, byte @Nullable [] to) {
            this.cursor = cursor;
            this.keyOf = keyOf;
            this.to = to;
        }

        @Override
        public boolean next() {
            key = cursor.hasNext() ? keyOf.apply(cursor.next()) : null;
            if (key != null && isEmpty(key, to)) {
                key = null;
            }
            return key != null;
        }

        @Override
        public byte[] key() {
            byte[] at = key;
            if (at == null) {
                throw new IllegalStateException("the cursor stands on nothing");
            }
            return at;
        }

        @Override
        public Version version() {
            return cursor.getValue();
        }
    }
}
