package dev.paxoskv.node.replica;

import dev.paxoskv.node.snapshot.Frame;
import dev.paxoskv.node.snapshot.SnapshotException;
import dev.paxoskv.node.snapshot.SnapshotHeader;
import dev.paxoskv.node.snapshot.SnapshotReader;
import dev.paxoskv.node.snapshot.SnapshotSink;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file in which a snapshot of another member is put together: its frames, each with its length in front. There is one
 * at a time; what a process left behind is removed when the next one starts. Nothing depends on its being durable.
 */
final class StagedSnapshot implements AutoCloseable {
    private static final String NAME = "incoming.snapshot";
    private static final int BUFFER_BYTES = 1 << 20;

    private final Path file;
    private final DataOutputStream out;
    private final SnapshotReader reader = new SnapshotReader(SnapshotSink.NONE);
    private long bytes;

    private StagedSnapshot(Path file, DataOutputStream out) {
        this.file = file;
        this.out = out;
    }

    /** Removes what an earlier process may have left. */
    static void removeLeftOver(Path directory) {
        try {
            Files.deleteIfExists(directory.resolve(NAME));
        } catch (IOException stuck) {
            throw new SnapshotException("cannot remove " + directory.resolve(NAME) + ": " + stuck, stuck);
        }
    }

    /** An empty file. */
    static StagedSnapshot create(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve(NAME);
        return new StagedSnapshot(
                file, new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES)));
    }

    /** What was read and checked so far, and where to go on. */
    SnapshotReader reader() {
        return reader;
    }

    /**
     * Checks the next frame, and keeps it.
     *
     * @throws SnapshotException if it is damaged, or not the next one
     * @throws IOException if it cannot be written
     */
    void append(byte[] frame) throws IOException {
        reader.accept(frame);
        out.writeInt(frame.length);
        out.write(frame);
        bytes += frame.length;
        if (reader.isComplete()) {
            out.close();
        }
    }

    /** What the snapshot is of; once its first frame is there. */
    SnapshotHeader header() {
        return reader.header();
    }

    /** The bytes of its frames so far. */
    long bytes() {
        return bytes;
    }

    /**
     * Reads a complete one, and checks everything again.
     *
     * @throws SnapshotException if the file is not what was written
     * @throws IOException if it cannot be read
     */
    void readInto(SnapshotSink sink) throws IOException {
        SnapshotReader again = new SnapshotReader(sink);
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES))) {
            while (!again.isComplete()) {
                int length = in.readInt();
                if (length < 0 || length > Frame.MAX_BYTES) {
                    throw new SnapshotException(file + " is damaged: a frame of " + length + " bytes");
                }
                again.accept(in.readNBytes(length));
            }
        } catch (EOFException cutShort) {
            throw new SnapshotException(file + " is damaged: it is cut short", cutShort);
        }
    }

    /** Removes the file. */
    @Override
    public void close() throws IOException {
        try (out) {
            Files.deleteIfExists(file);
        }
    }
}
