package dev.paxoskv.node.codec;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * Moves byte arrays in and out of protobuf without copying them. Both sides treat the bytes as immutable, which is what
 * makes it safe.
 */
final class Bytes {
    private Bytes() {}

    /** The array as a protobuf field. */
    static ByteString wrap(byte[] bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    /** The field as an array: the one behind it where it fills it, which it does after parsing, else a copy. */
    static byte[] unwrap(ByteString field) {
        Unwrapper unwrapper = new Unwrapper(field.size());
        try {
            UnsafeByteOperations.unsafeWriteTo(field, unwrapper);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return unwrapper.result();
    }

    private static final class Unwrapper extends ByteOutput {
        private final int size;
        private byte[] result = new byte[0];
        private int filled;

        Unwrapper(int size) {
            this.size = size;
        }

        byte[] result() {
            return result;
        }

        @Override
        public void writeLazy(byte[] value, int offset, int length) {
            if (offset == 0 && length == size && value.length == size) {
                result = value;
                return;
            }
            write(value, offset, length);
        }

        @Override
        public void write(byte[] value, int offset, int length) {
            allocate();
            System.arraycopy(value, offset, result, filled, length);
            filled += length;
        }

        @Override
        public void write(byte value) {
            allocate();
            result[filled++] = value;
        }

        @Override
        public void write(ByteBuffer value) {
            allocate();
            int length = value.remaining();
            value.get(result, filled, length);
            filled += length;
        }

        @Override
        public void writeLazy(ByteBuffer value) {
            write(value);
        }

        private void allocate() {
            if (result.length != size) {
                result = new byte[size];
            }
        }
    }
}
