package dev.paxoskv.node.snapshot;

/**
 * A part of a snapshot that is sent, checked and stored as a whole.
 *
 * @param bytes the frame as it is stored and sent, checksum included; at most {@link #MAX_BYTES}; shared, not to be written
 *     to
 * @param next where the next one begins
 */
public record Frame(byte[] bytes, FramePosition next) {

    /** What a frame is filled up to; its last entry may make it longer by one entry. */
    static final int FULL_BYTES = 256 << 10;

    /** The most bytes of a frame. A source that cannot keep to it fails; a reader refuses more. */
    public static final int MAX_BYTES = 8 << 20;
}
