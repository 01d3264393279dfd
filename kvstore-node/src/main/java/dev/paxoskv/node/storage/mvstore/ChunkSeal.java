package dev.paxoskv.node.storage.mvstore;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The checksum over the content of a chunk, which MVStore itself does not have: it validates the chunk's header and
 * footer alone, so that a chunk that a power loss tore in the middle passes.
 *
 * <p>It stands in the footer, in front of the line feed that ends it, where MVStore has padding that it trims: anything
 * up to a blank. So it is written as eight bytes of four bits each.
 */
final class ChunkSeal {
    /** A footer is padded to this length (MVStore 2.4). */
    private static final int FOOTER_BYTES = 128;

    private static final int DIGITS = 8;

    /** From the seal to the end of the chunk. */
    static final int TAIL_BYTES = DIGITS + 1;

    private ChunkSeal() {}

    /** Seals a chunk that fills the buffer from its position to its limit. */
    static void put(ByteBuffer chunk) {
        int at = chunk.limit() - TAIL_BYTES;
        for (int i = chunk.limit() - FOOTER_BYTES / 4; i < at; i++) {
            if (chunk.get(i) != ' ') {
                throw new IllegalStateException("MVStore's footer leaves no room for the checksum: the format changed");
            }
        }
        CRC32C crc = new CRC32C();
        crc.update(chunk.duplicate().limit(at));
        int checksum = (int) crc.getValue();
        for (int i = 0; i < DIGITS; i++) {
            chunk.put(at + i, (byte) ((checksum >>> (4 * i)) & 0xf));
        }
    }

    /** The checksum in the last {@link #TAIL_BYTES} of a chunk; -1 if there is none. */
    static long read(ByteBuffer tail) {
        long checksum = 0;
        for (int i = 0; i < DIGITS; i++) {
            int digit = tail.get(i);
            if (digit < 0 || digit > 0xf) {
                return -1;
            }
            checksum |= (long) digit << (4 * i);
        }
        return checksum;
    }
}
