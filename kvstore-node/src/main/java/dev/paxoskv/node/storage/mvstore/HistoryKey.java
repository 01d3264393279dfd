package dev.paxoskv.node.storage.mvstore;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/**
 * A key of the history map: keys ascending, the revisions of one key descending.
 *
 * @param key the key
 * @param revision the revision of the version
 */
record HistoryKey(byte[] key, long revision) {

    /** Order and binary form. */
    static final class Type extends BasicDataType<HistoryKey> {
        static final Type INSTANCE = new Type();
        private static final int OVERHEAD_BYTES = 48;

        @Override
        public int compare(HistoryKey a, HistoryKey b) {
            int byKey = Arrays.compareUnsigned(a.key, b.key);
            return byKey != 0 ? byKey : Long.compare(b.revision, a.revision);
        }

        @Override
        public int getMemory(HistoryKey key) {
            return OVERHEAD_BYTES + key.key.length;
        }

        @Override
        public void write(WriteBuffer out, HistoryKey key) {
            out.putVarInt(key.key.length).put(key.key).putVarLong(key.revision);
        }

        @Override
        public HistoryKey read(ByteBuffer in) {
            byte[] key = new byte[DataUtils.readVarInt(in)];
            in.get(key);
            return new HistoryKey(key, DataUtils.readVarLong(in));
        }

        @Override
        public HistoryKey[] createStorage(int size) {
            return new HistoryKey[size];
        }
    }
}
