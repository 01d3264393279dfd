package dev.paxoskv.node.snapshot;

import dev.paxoskv.node.statemachine.Version;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** Reads the content of a frame, whose checksum was right: what does not fit was written so. */
final class FrameInput {
    private final ByteBuffer in;
    private final long index;

    FrameInput(ByteBuffer in, long index) {
        this.in = in;
        this.index = index;
    }

    long getLong() {
        try {
            return in.getLong();
        } catch (BufferUnderflowException _) {
            throw tooShort();
        }
    }

    int getInt() {
        try {
            return in.getInt();
        } catch (BufferUnderflowException _) {
            throw tooShort();
        }
    }

    byte[] getBytes() {
        return getBytes(getInt());
    }

    byte[] getBytes(int length) {
        if (length < 0 || length > in.remaining()) {
            throw tooShort();
        }
        byte[] value = new byte[length];
        in.get(value);
        return value;
    }

    Version getVersion() {
        return new Version(getLong(), getInt(), getLong(), getLong(), getLong(), getBytes());
    }

    int remaining() {
        return in.remaining();
    }

    void requireEnd() {
        if (in.hasRemaining()) {
            throw FrameCodec.damaged(index, in.remaining() + " bytes too many");
        }
    }

    private SnapshotException tooShort() {
        return FrameCodec.damaged(index, "less in it than it says");
    }
}
