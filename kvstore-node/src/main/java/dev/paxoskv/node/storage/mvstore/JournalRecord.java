package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.LogRecord;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One record of the journal. Binary form, big-endian: checksum (4), kind (1), slot (8), ballot's round (8) and member
 * (8), length of the value (4), value. The checksum is a CRC-32C over the cluster id and everything behind it, so that
 * a record that belongs to another cluster or slot shows as one that is damaged.
 *
 * @param kind what it says
 * @param checksum the checksum
 * @param slot the slot; 0 where there is none
 * @param round the ballot's round
 * @param member the ballot's member
 * @param value the entry or the genesis; empty where there is none
 */
record JournalRecord(byte kind, int checksum, long slot, long round, long member, byte[] value) {
    static final byte PROMISED = 1;
    static final byte ACCEPTED = 2;
    static final byte LEARNED = 3;
    static final byte CHOSEN_UP_TO = 4;
    static final byte GENESIS = 5;

    /** Bytes of a record beside its value. */
    static final int HEADER_BYTES = 4 + 1 + 3 * Long.BYTES + 4;

    private static final byte[] NOTHING = {};

    /** The record of a change of the member's Paxos state. */
    static JournalRecord of(LogRecord change, long cluster) {
        return switch (change) {
            case LogRecord.Promised(Ballot ballot) -> create(PROMISED, cluster, 0, ballot, NOTHING);
            case LogRecord.Accepted(AcceptedEntry entry) -> create(ACCEPTED, cluster, entry);
            case LogRecord.Learned(AcceptedEntry entry) -> create(LEARNED, cluster, entry);
            case LogRecord.ChosenUpTo(long slot) -> create(CHOSEN_UP_TO, cluster, slot, Ballot.ZERO, NOTHING);
        };
    }

    /** The record of the cluster's genesis: the only one that is written before the cluster is known. */
    static JournalRecord of(Genesis genesis) {
        return create(GENESIS, 0, 0, Ballot.ZERO, genesis.encoded());
    }

    private static JournalRecord create(byte kind, long cluster, AcceptedEntry entry) {
        return create(kind, cluster, entry.slot(), entry.ballot(), entry.entry().encoded());
    }

    private static JournalRecord create(byte kind, long cluster, long slot, Ballot ballot, byte[] value) {
        long round = ballot.round();
        long member = ballot.member().value();
        return new JournalRecord(kind, checksum(cluster, kind, slot, round, member, value), slot, round, member, value);
    }

    /** The checksum of a record of these fields. */
    static int checksum(long cluster, byte kind, long slot, long round, long member, byte[] value) {
        ByteBuffer fields = ByteBuffer.allocate(Long.BYTES + HEADER_BYTES - 4)
                .putLong(cluster)
                .put(kind)
                .putLong(slot)
                .putLong(round)
                .putLong(member)
                .putInt(value.length);
        CRC32C crc = new CRC32C();
        crc.update(fields.array());
        crc.update(value);
        return (int) crc.getValue();
    }

    /** Bytes of the binary form. */
    int size() {
        return HEADER_BYTES + value.length;
    }

    void write(ByteBuffer out) {
        out.putInt(checksum).put(kind).putLong(slot).putLong(round).putLong(member);
        out.putInt(value.length).put(value);
    }

    /**
     * Reads the binary form; {@link #isIntact} tells whether it is as it was written.
     *
     * @throws java.nio.BufferUnderflowException if there is less than one record
     * @throws IllegalArgumentException if the length makes no sense
     */
    static JournalRecord read(ByteBuffer in) {
        int checksum = in.getInt();
        byte kind = in.get();
        long slot = in.getLong();
        long round = in.getLong();
        long member = in.getLong();
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a value of " + length + " bytes");
        }
        byte[] value = new byte[length];
        in.get(value);
        return new JournalRecord(kind, checksum, slot, round, member, value);
    }

    /** Whether the checksum fits, in this cluster. */
    boolean isIntact(long cluster) {
        return checksum == checksum(kind == GENESIS ? 0 : cluster, kind, slot, round, member, value);
    }

    /** What the log map holds for an entry. */
    StoredEntry stored() {
        return new StoredEntry(kind, checksum, round, member, value);
    }
}
