package dev.paxoskv.node.statemachine;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Writes numbers and byte strings one after the other into an array that grows. */
final class BinaryWriter {

    private static final int FIRST_BYTES = 256;
    private static final int LONGEST_VARINT = 10;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int size;

    BinaryWriter putByte(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
        return this;
    }

    /** Eight bytes, for numbers that use all of them. */
    BinaryWriter putFixed(long value) {
        ensure(Long.BYTES);
        ByteBuffer.wrap(bytes).putLong(size, value);
        size += Long.BYTES;
        return this;
    }

    /** One to ten bytes, seven bits in each; short for small numbers that are not negative. */
    BinaryWriter putVarint(long value) {
        ensure(LONGEST_VARINT);
        long left = value;
        while ((left & ~0x7fL) != 0) {
            bytes[size++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        bytes[size++] = (byte) left;
        return this;
    }

    BinaryWriter putBytes(byte[] value) {
        putVarint(value.length);
        ensure(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), (int)
                    Math.min(Integer.MAX_VALUE - 8L, 2L * size)));
        }
    }
}
