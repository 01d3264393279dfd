package dev.paxoskv.node.snapshot;

import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot as a file has it: all frames, zeros up to a length that leaves 32 over a multiple of 512, the SHA-256 of all
 * before. So etcd's tools take it for one of theirs when they save it: they tell by that length that a checksum is there.
 *
 * <p>Pulled part by part, so that whoever sends it decides the pace. For one thread at a time, one that may block.
 */
public final class SnapshotStream {
    static final int BLOCK_BYTES = 512;

    private final FrameSource source;
    private final MessageDigest digest = Sha256.begin();
    private FramePosition position = FramePosition.START;
    private long bytes;
    private boolean ended;

    /**
     * A stream at its beginning.
     *
     * @param source what to read; whoever made it closes it
     */
    public SnapshotStream(FrameSource source) {
        this.source = source;
    }

    /** The next part, at most {@link Frame#MAX_BYTES}; null at the end. */
    public byte @Nullable [] next() {
        if (ended) {
            return null;
        }
        byte[] part;
        if (position.isEnd()) {
            part = tail();
            ended = true;
        } else {
            Frame frame = source.read(position);
            part = frame.bytes();
            digest.update(part);
            position = frame.next();
        }
        bytes += part.length;
        return part;
    }

    private byte[] tail() {
        byte[] tail = Arrays.copyOf(new byte[0], padding(bytes) + Sha256.BYTES);
        digest.update(tail, 0, tail.length - Sha256.BYTES);
        byte[] sum = digest.digest();
        System.arraycopy(sum, 0, tail, tail.length - Sha256.BYTES, Sha256.BYTES);
        return tail;
    }

    /** How many bytes were given so far. */
    public long bytes() {
        return bytes;
    }

    /** How many zeros follow frames of that many bytes. */
    static int padding(long frameBytes) {
        return (int) ((BLOCK_BYTES - frameBytes % BLOCK_BYTES) % BLOCK_BYTES);
    }
}
