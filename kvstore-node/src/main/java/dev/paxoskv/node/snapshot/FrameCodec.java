package dev.paxoskv.node.snapshot;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The envelope of a frame: the length of its content, its section, a CRC32C, the content. The checksum covers also what the
 * frame does not carry, its number and the capture, so that a frame in the wrong place shows.
 */
final class FrameCodec {
    static final int ENVELOPE_BYTES = Integer.BYTES + 1 + Integer.BYTES;

    private static final int CHECKSUM_AT = Integer.BYTES + 1;

    private FrameCodec() {}

    static byte[] wrap(long capture, long index, Section section, byte[] content, int length) {
        if (length > Frame.MAX_BYTES - ENVELOPE_BYTES) {
            throw new SnapshotException("an entry of " + length + " bytes does not fit into a snapshot's frame");
        }
        return ByteBuffer.allocate(ENVELOPE_BYTES + length)
                .putInt(length)
                .put(section.code())
                .putInt(checksum(capture, index, section.code(), content, 0, length))
                .put(content, 0, length)
                .array();
    }

    /** The length of the content of the frame whose envelope this is. */
    static int contentLength(byte[] envelope, long index) {
        int length = ByteBuffer.wrap(envelope).getInt();
        if (length < 0 || length > Frame.MAX_BYTES - ENVELOPE_BYTES) {
            throw damaged(index, "a length of " + length + " bytes");
        }
        return length;
    }

    /** The content of a frame, checked. The header's frame belongs to capture 0. */
    static ByteBuffer unwrap(long capture, long index, Section expected, byte[] frame) {
        if (frame.length < ENVELOPE_BYTES || frame.length - ENVELOPE_BYTES != contentLength(frame, index)) {
            throw damaged(index, frame.length + " bytes, which its length does not fit");
        }
        byte code = frame[Integer.BYTES];
        int checksum = checksum(capture, index, code, frame, ENVELOPE_BYTES, frame.length - ENVELOPE_BYTES);
        if (checksum != ByteBuffer.wrap(frame).getInt(CHECKSUM_AT)) {
            throw damaged(index, "a wrong checksum");
        }
        if (code != expected.code()) {
            throw damaged(index, "content of kind " + code + ", where " + expected.code() + " belongs");
        }
        return ByteBuffer.wrap(frame, ENVELOPE_BYTES, frame.length - ENVELOPE_BYTES);
    }

    static SnapshotException damaged(long index, String how) {
        return new SnapshotException(
                "the snapshot is damaged: frame " + index + " has " + how + ". Take another snapshot, or another copy");
    }

    private static int checksum(long capture, long index, byte code, byte[] content, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(2 * Long.BYTES + Integer.BYTES + 1)
                .putLong(capture)
                .putLong(index)
                .putInt(length)
                .put(code)
                .flip());
        crc.update(content, offset, length);
        return (int) crc.getValue();
    }
}
