package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.MemberId;
import java.nio.ByteBuffer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/**
 * What the log map holds for a slot: the journal's record, checksum included, so that a value that went bad or to the
 * wrong place on its way through the file shows when it is read (consensus rules, 12).
 *
 * @param kind the record's kind
 * @param checksum the record's checksum
 * @param round the ballot's round
 * @param member the ballot's member
 * @param entry the entry's binary form
 */
record StoredEntry(byte kind, int checksum, long round, long member, byte[] entry) {

    /** The entry, for the slot that the map holds it under. */
    AcceptedEntry at(long slot) {
        return new AcceptedEntry(slot, new Ballot(round, new MemberId(member)), Entry.decode(entry));
    }

    /** How the log map stores it. */
    static final class Type extends BasicDataType<StoredEntry> {
        static final Type INSTANCE = new Type();

        /** The objects around the bytes of an entry: two headers, the fields, the reference. */
        private static final int OVERHEAD_BYTES = 64;

        @Override
        public int getMemory(StoredEntry stored) {
            return OVERHEAD_BYTES + stored.entry.length;
        }

        @Override
        public void write(WriteBuffer out, StoredEntry stored) {
            out.put(stored.kind)
                    .putInt(stored.checksum)
                    .putVarLong(stored.round)
                    .putLong(stored.member);
            out.putVarInt(stored.entry.length).put(stored.entry);
        }

        @Override
        public StoredEntry read(ByteBuffer in) {
            byte kind = in.get();
            int checksum = in.getInt();
            long round = DataUtils.readVarLong(in);
            long member = in.getLong();
            byte[] entry = new byte[DataUtils.readVarInt(in)];
            in.get(entry);
            return new StoredEntry(kind, checksum, round, member, entry);
        }

        @Override
        public StoredEntry[] createStorage(int size) {
            return new StoredEntry[size];
        }
    }
}
