package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.storage.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One file of the journal, preallocated, and its header: the file's first block, durable before the file gets its name.
 *
 * <p>A position in the journal is a number that only grows: the file's base plus the offset in the file. The next file's
 * base is this one's base plus this one's size.
 *
 * @param base the journal position of the file's first byte
 * @param size the file's size in bytes
 * @param previousEnd the journal position where the batches of the file before end; all of them are synced
 * @param previousChecksum the checksum of the last batch before this file; 0 if there is none
 */
record Segment(long base, long size, long previousEnd, int previousChecksum) {

    /** The header takes the first block; batches follow. */
    static final int HEADER_BYTES = 4096;

    /** A dropped file, or one prepared ahead, that will become the next segment. */
    static final String SPARE = "journal.spare";

    /** A file on its way to become a spare. */
    static final String NEW = "journal.new";

    private static final String PREFIX = "journal-";
    private static final long MAGIC = 0x50584B564A524E4CL;
    private static final int FORMAT = 1;
    private static final int FIELD_BYTES = 8 + 4 + 4 * Long.BYTES + 4;

    String name() {
        return PREFIX + String.format("%016x", base);
    }

    static boolean isName(String name) {
        return name.startsWith(PREFIX);
    }

    /** The journal position of the first byte behind this file: the base of the next. */
    long limit() {
        return base + size;
    }

    ByteBuffer header(long member) {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES)
                .putLong(MAGIC)
                .putInt(FORMAT)
                .putLong(member)
                .putLong(base)
                .putLong(size)
                .putLong(previousEnd)
                .putInt(previousChecksum);
        CRC32C crc = new CRC32C();
        crc.update(out.array(), 0, FIELD_BYTES);
        return out.putInt((int) crc.getValue()).rewind();
    }

    /** Reads the header of the file of this name, and checks that it belongs to this member and is this file's. */
    static Segment read(Disk disk, String name, long member) throws IOException {
        String path = disk.path(name);
        ByteBuffer in = ByteBuffer.allocate(HEADER_BYTES);
        long actualSize;
        try (Disk.File file = disk.open(name, Disk.Access.READ)) {
            actualSize = file.size();
            if (actualSize < HEADER_BYTES) {
                throw Damage.at(path, actualSize, "the file ends inside its header");
            }
            file.read(in, 0);
        }
        in.flip();
        long magic = in.getLong();
        int format = in.getInt();
        CRC32C crc = new CRC32C();
        crc.update(in.array(), 0, FIELD_BYTES);
        if (magic != MAGIC || in.getInt(FIELD_BYTES) != (int) crc.getValue()) {
            throw Damage.at(path, 0, "its header is not what was written");
        }
        if (format != FORMAT) {
            throw new StorageException(path + " is a journal of format " + format + "; this build reads format "
                    + FORMAT + ". Start the version of PaxosKV that wrote it, or a newer one.");
        }
        long owner = in.getLong();
        Segment segment = new Segment(in.getLong(), in.getLong(), in.getLong(), in.getInt());
        if (owner != member || !segment.name().equals(name) || segment.size != actualSize) {
            throw Damage.at(path, 0, "the file belongs to another directory, has another name or another size");
        }
        return segment;
    }
}
