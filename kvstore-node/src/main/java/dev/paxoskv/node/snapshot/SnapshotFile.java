package dev.paxoskv.node.snapshot;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/** Reads the form of a snapshot that {@link SnapshotStream} makes. */
public final class SnapshotFile {
    private final InputStream in;
    private final MessageDigest digest = Sha256.begin();
    private long bytes;

    private SnapshotFile(InputStream in) {
        this.in = in;
    }

    /**
     * Reads a snapshot to its end and checks everything, its SHA-256 last. Needs memory for one frame, besides what the sink
     * needs.
     *
     * @param in the snapshot from its first byte on; nothing may follow it
     * @param sink takes the content
     * @return what it is of
     * @throws SnapshotException if anything is wrong with it: then nothing that the sink got may be used
     * @throws IOException if it cannot be read
     */
    public static Verified read(InputStream in, SnapshotSink sink) throws IOException {
        return new SnapshotFile(in).read(sink);
    }

    /**
     * Reads a snapshot's header and nothing of its content, which is enough to tell it from other files.
     *
     * @param in the snapshot from its first byte on
     * @return what it claims to be of
     * @throws SnapshotException if it begins otherwise than a snapshot does
     * @throws IOException if it cannot be read
     */
    public static SnapshotHeader header(InputStream in) throws IOException {
        SnapshotReader reader = new SnapshotReader(SnapshotSink.NONE);
        reader.accept(new SnapshotFile(in).nextFrame(0));
        return reader.header();
    }

    private Verified read(SnapshotSink sink) throws IOException {
        SnapshotReader reader = new SnapshotReader(sink);
        while (!reader.isComplete()) {
            reader.accept(nextFrame(reader.position().index()));
        }
        byte[] sha256 = checkTail();
        return new Verified(reader.header(), bytes, HexFormat.of().formatHex(sha256));
    }

    private byte[] nextFrame(long index) throws IOException {
        byte[] envelope = exactly(FrameCodec.ENVELOPE_BYTES);
        if (index == 0) {
            requireSnapshot(envelope);
        }
        byte[] content = exactly(FrameCodec.contentLength(envelope, index));
        byte[] frame = Arrays.copyOf(envelope, envelope.length + content.length);
        System.arraycopy(content, 0, frame, envelope.length, content.length);
        return frame;
    }

    /** Before the length is believed: another kind of file has any number there. */
    private static void requireSnapshot(byte[] envelope) {
        if (envelope[Integer.BYTES] != Section.HEADER.code()) {
            throw new SnapshotException("this is no snapshot of PaxosKV");
        }
    }

    private byte[] checkTail() throws IOException {
        for (byte zero : exactly(SnapshotStream.padding(bytes))) {
            if (zero != 0) {
                throw new SnapshotException("the snapshot is damaged: it goes on behind its end. Take another copy");
            }
        }
        byte[] computed = digest.digest();
        byte[] stored = in.readNBytes(Sha256.BYTES);
        if (stored.length < Sha256.BYTES) {
            throw cutShort();
        }
        if (!Arrays.equals(computed, stored)) {
            throw new SnapshotException("the snapshot is damaged: its SHA-256 is not the one that stands at its end."
                    + " Take another copy");
        }
        if (in.read() >= 0) {
            throw new SnapshotException(
                    "something follows the end of the snapshot: this is not the file that was saved");
        }
        bytes += stored.length;
        return stored;
    }

    private byte[] exactly(int length) throws IOException {
        byte[] read = in.readNBytes(length);
        if (read.length < length) {
            throw cutShort();
        }
        digest.update(read);
        bytes += length;
        return read;
    }

    private SnapshotException cutShort() {
        return new SnapshotException("the snapshot is cut short: it ends in the part that begins at byte " + bytes
                + ". Take another copy, or save it again");
    }

    /**
     * A snapshot that was read to its end and is what was written.
     *
     * @param header what it is of
     * @param bytes its length
     * @param sha256 the SHA-256 at its end, in hexadecimal digits
     */
    public record Verified(SnapshotHeader header, long bytes, String sha256) {}
}
