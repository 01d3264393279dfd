package dev.paxoskv.node.storage.mvstore;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The frame around the records of one journal write: it makes them all or nothing. Binary form, big-endian: mark (4),
 * checksum (4), length of the records (4), their number (4), the batch's own journal position (8), the position up to
 * which the journal was known to be synced when it was written (8), the checksum of the batch before (4), zero (4).
 *
 * <p>The own position tells a batch from what a reused file held before; the checksum of the batch before tells it from
 * what an unsynced tail held that was cut; the synced position tells damage from an unsynced tail.
 *
 * @param checksum CRC-32C over everything behind it, the records included
 * @param length bytes of the records
 * @param count how many records
 * @param position the batch's own journal position
 * @param synced the journal was durable up to this position
 * @param previousChecksum the checksum of the batch before
 */
record BatchFrame(int checksum, int length, int count, long position, long synced, int previousChecksum) {
    static final int HEADER_BYTES = 40;

    /** Batches begin at multiples of this, so that they are found again behind damage. */
    static final int ALIGNMENT = 64;

    private static final int MARK = 0x50584B42;
    private static final int CHECKSUM_OFFSET = 4;
    private static final int CHECKED_FROM = 8;

    /** Bytes that a batch with records of this length takes in the journal. */
    static long occupied(long length) {
        return (HEADER_BYTES + length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /**
     * Puts the header in front of the records that stand in the buffer from {@link #HEADER_BYTES} to its position, and
     * makes the buffer ready to be written.
     *
     * @return the checksum
     */
    static int seal(ByteBuffer buffer, int count, long position, long synced, int previousChecksum) {
        int length = buffer.position() - HEADER_BYTES;
        buffer.flip();
        buffer.putInt(MARK).putInt(0).putInt(length).putInt(count);
        buffer.putLong(position).putLong(synced).putInt(previousChecksum).putInt(0);
        int checksum = checksum(buffer);
        buffer.putInt(CHECKSUM_OFFSET, checksum);
        buffer.rewind();
        return checksum;
    }

    /** Whether a header that says that it stands at this position begins here. */
    static boolean beginsAt(ByteBuffer in, int offset, long position) {
        return in.getInt(offset) == MARK && in.getLong(offset + 16) == position;
    }

    /** Reads a header. */
    static BatchFrame read(ByteBuffer in) {
        return new BatchFrame(in.getInt(4), in.getInt(8), in.getInt(12), in.getLong(16), in.getLong(24), in.getInt(32));
    }

    /** Whether the checksum fits the whole batch, which fills the buffer from its beginning to its limit. */
    boolean isIntact(ByteBuffer batch) {
        return checksum == checksum(batch);
    }

    private static int checksum(ByteBuffer batch) {
        CRC32C crc = new CRC32C();
        crc.update(batch.duplicate().position(CHECKED_FROM));
        return (int) crc.getValue();
    }
}
