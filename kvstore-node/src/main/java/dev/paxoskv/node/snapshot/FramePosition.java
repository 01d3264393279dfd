package dev.paxoskv.node.snapshot;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where a frame of a snapshot begins. Whoever has read a frame knows where the next one begins, and can go on there later,
 * on another connection, as long as the source is the same: {@link SnapshotHeader#capture()}.
 *
 * <p>To everybody outside this package it is a token of some bytes; immutable.
 */
public final class FramePosition {

    /** The first frame. */
    public static final FramePosition START = new FramePosition(0, Section.HEADER, new byte[0], 0);

    private static final int FIXED_BYTES = 2 * Long.BYTES + 1;

    private final long index;
    private final Section section;
    private final byte[] key;
    private final long number;

    /**
     * A position.
     *
     * @param index how many frames are in front
     * @param section what the frame holds
     * @param key in the two maps the key with which it begins
     * @param number in the history the revision with which it begins, in the session table the byte
     */
    FramePosition(long index, Section section, byte[] key, long number) {
        this.index = index;
        this.section = section;
        this.key = key;
        this.number = number;
    }

    /** How many frames are in front of this position. */
    public long index() {
        return index;
    }

    /** Whether this is behind the last frame: the snapshot is complete. */
    public boolean isEnd() {
        return section == Section.END;
    }

    Section section() {
        return section;
    }

    byte[] key() {
        return key;
    }

    long number() {
        return number;
    }

    /** Further on in the same section. */
    FramePosition then(byte[] nextKey, long nextNumber) {
        return new FramePosition(index + 1, section, nextKey, nextNumber);
    }

    /** The beginning of the next section. */
    FramePosition thenNextSection() {
        return new FramePosition(
                index + 1, section.next(), new byte[0], section.next() == Section.HISTORY ? Long.MAX_VALUE : 0);
    }

    /** The binary form; its length is bounded by that of the longest key. */
    public byte[] encoded() {
        return ByteBuffer.allocate(FIXED_BYTES + key.length)
                .putLong(index)
                .put(section.code())
                .putLong(number)
                .put(key)
                .array();
    }

    /**
     * Reads the binary form.
     *
     * @throws SnapshotException if it is none
     */
    public static FramePosition decode(byte[] encoded) {
        try {
            ByteBuffer in = ByteBuffer.wrap(encoded);
            long index = in.getLong();
            Section section = Section.of(in.get());
            long number = in.getLong();
            byte[] key = new byte[in.remaining()];
            in.get(key);
            if (index < 0 || number < 0) {
                throw new SnapshotException("a position of a snapshot has a negative number in it");
            }
            return new FramePosition(index, section, key, number);
        } catch (BufferUnderflowException tooShort) {
            throw new SnapshotException("a position of a snapshot is cut short", tooShort);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FramePosition that && Arrays.equals(encoded(), that.encoded());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded());
    }

    @Override
    public String toString() {
        return "frame " + index;
    }
}
