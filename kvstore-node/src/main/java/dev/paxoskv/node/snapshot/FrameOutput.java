package dev.paxoskv.node.snapshot;

import dev.paxoskv.node.statemachine.Version;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The content of a frame while it is put together. */
final class FrameOutput {
    private static final int VERSION_BYTES = 4 * Long.BYTES + Integer.BYTES;

    private byte[] bytes = new byte[8 << 10];
    private int size;

    FrameOutput putLong(long value) {
        room(Long.BYTES).putLong(value);
        return this;
    }

    FrameOutput putInt(int value) {
        room(Integer.BYTES).putInt(value);
        return this;
    }

    FrameOutput putBytes(byte[] value) {
        return putInt(value.length).putBytes(value, 0, value.length);
    }

    /** Without their length. */
    FrameOutput putBytes(byte[] value, int offset, int length) {
        room(length).put(value, offset, length);
        return this;
    }

    FrameOutput putVersion(byte[] key, Version version) {
        putBytes(key);
        room(VERSION_BYTES)
                .putLong(version.modRevision())
                .putInt(version.subRevision())
                .putLong(version.createRevision())
                .putLong(version.version())
                .putLong(version.lease());
        return putBytes(version.value());
    }

    FrameOutput putAll(FrameOutput other) {
        return putBytes(other.bytes, 0, other.size);
    }

    int size() {
        return size;
    }

    byte[] wrap(long capture, FramePosition position) {
        return FrameCodec.wrap(capture, position.index(), position.section(), bytes, size);
    }

    private ByteBuffer room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), Math.multiplyExact(2, bytes.length)));
        }
        ByteBuffer room = ByteBuffer.wrap(bytes, size, more);
        size += more;
        return room;
    }
}
