package dev.paxoskv.node.storage.mvstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.zip.ZipOutputStream;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.RandomAccessStore;
import org.h2.mvstore.SFChunk;
import org.h2.mvstore.WriteBuffer;
import org.jspecify.annotations.Nullable;

/** MVStore's own file format and rules, on a {@link Disk}. */
class DiskFileStore extends RandomAccessStore {
    private static final int SMALLEST_BUFFER_BYTES = 64 << 10;

    private final String path;
    private final Disk.File file;
    private @Nullable Runnable onCaptured;

    DiskFileStore(Disk disk, String name, Disk.Access access, Map<String, Object> config) throws IOException {
        super(config);
        path = disk.path(name);
        file = disk.open(name, access);
        init(path, access == Disk.Access.READ);
        setSize(file.size());
    }

    @Override
    public ByteBuffer readFully(@Nullable SFChunk chunk, long position, int length) {
        return read(position, length);
    }

    /** Reads so many bytes at this position. */
    final ByteBuffer read(long position, int length) {
        ByteBuffer into = ByteBuffer.allocate(length);
        try {
            file.read(into, position);
        } catch (IOException e) {
            throw DataUtils.newMVStoreException(
                    DataUtils.ERROR_READING_FAILED, "reading {0} bytes at {1} of {2}: {3}", length, position, path, e);
        }
        readCount.incrementAndGet();
        readBytes.addAndGet(length);
        return into.rewind();
    }

    @Override
    protected void writeFully(@Nullable SFChunk chunk, long position, ByteBuffer from) {
        int length = from.remaining();
        setSize(Math.max(size(), position + length));
        try {
            file.write(from, position);
        } catch (IOException e) {
            throw failed("writing", e);
        }
        writeCount.incrementAndGet();
        writeBytes.addAndGet(length);
    }

    /** Has this run once, on the committing thread, as soon as the next commit has captured the roots of all maps. */
    final void onNextCapture(Runnable action) {
        onCaptured = action;
    }

    /** Called by MVStore at the start of a commit's serialization: the roots are captured, the writing begins. */
    @Override
    public WriteBuffer getWriteBuffer() {
        Runnable action = onCaptured;
        onCaptured = null;
        if (action != null) {
            action.run();
        }
        // As large as it will get, because growing it would take more than twice as much for a moment.
        return new WriteBuffer(SMALLEST_BUFFER_BYTES + Math.max(0, getMvStore().getUnsavedMemory()));
    }

    /** Nothing is kept: a buffer of this size is not needed again for seconds. */
    @Override
    public final void releaseWriteBuffer(WriteBuffer buffer) {}

    /** Whether less than half of the bytes in the chunks that are needed at all is needed. */
    final boolean isSparse() {
        long bytes = 0;
        long needed = 0;
        for (SFChunk chunk : getChunks().values()) {
            if (chunk.maxLenLive > 0) {
                bytes += chunk.maxLen;
                needed += chunk.maxLenLive;
            }
        }
        return needed < bytes / 2;
    }

    /** What was left out when the file was opened, and why; null if the newest version in it was taken. */
    @Nullable String fallback() {
        return null;
    }

    /** Bytes written since this was opened. */
    final long writtenBytes() {
        return writeBytes.get();
    }

    @Override
    public void sync() {
        try {
            file.force();
        } catch (IOException e) {
            throw failed("syncing", e);
        }
    }

    @Override
    protected void truncate(long size) {
        try {
            file.truncate(size);
        } catch (IOException e) {
            throw failed("truncating", e);
        }
        writeCount.incrementAndGet();
        setSize(Math.min(size(), size));
    }

    private RuntimeException failed(String what, IOException e) {
        return DataUtils.newMVStoreException(DataUtils.ERROR_WRITING_FAILED, what + " {0}: {1}", path, e);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw failed("closing", e);
        } finally {
            super.close();
        }
    }

    @Override
    public void open(String fileName, boolean readOnly, char[] encryptionKey) {
        throw new UnsupportedOperationException("it is open already");
    }

    @Override
    public RandomAccessStore open(String fileName, boolean readOnly) {
        throw new UnsupportedOperationException("only MVStore's offline compaction opens a second file");
    }

    @Override
    public void backup(ZipOutputStream out) {
        throw new UnsupportedOperationException("a backup is a snapshot, not a copy of the file");
    }
}
