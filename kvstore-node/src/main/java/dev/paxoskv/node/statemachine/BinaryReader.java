package dev.paxoskv.node.statemachine;

import java.nio.ByteBuffer;

/** Reads what {@link BinaryWriter} wrote. Anything else is an {@link IllegalStateException}: the store is damaged. */
final class BinaryReader {

    private final ByteBuffer bytes;
    private final String what;

    /**
     * A reader.
     *
     * @param what names the source in messages
     */
    BinaryReader(byte[] bytes, String what) {
        this.bytes = ByteBuffer.wrap(bytes);
        this.what = what;
    }

    int getByte() {
        require(1);
        return bytes.get() & 0xff;
    }

    long getFixed() {
        require(Long.BYTES);
        return bytes.getLong();
    }

    long getVarint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = getByte();
            value |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw damaged("a number does not end");
    }

    byte[] getBytes() {
        int length = getCount();
        byte[] value = new byte[length];
        bytes.get(value);
        return value;
    }

    /** A number of things that follow, each of at least one byte. */
    int getCount() {
        long count = getVarint();
        if (count < 0 || count > bytes.remaining()) {
            throw damaged("a length of " + count + " with " + bytes.remaining() + " bytes left");
        }
        return (int) count;
    }

    void requireEnd() {
        if (bytes.hasRemaining()) {
            throw damaged(bytes.remaining() + " bytes too many");
        }
    }

    IllegalStateException damaged(String how) {
        return new IllegalStateException("the stored " + what + " cannot be read (" + how
                + "): the data directory is damaged, or was written by a newer version");
    }

    private void require(int count) {
        if (bytes.remaining() < count) {
            throw damaged("it ends too early");
        }
    }
}
