package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.storage.StorageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a data directory to one process: a lock on the file {@code LOCK}, which the operating system lets go of when the
 * process ends, however it ends. The lock is on a file of its own because a lock is lost when any other channel on the
 * same file is closed in the process.
 */
final class DirectoryLock implements AutoCloseable {
    static final String FILE_NAME = "LOCK";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Locks a directory for reading and writing, and creates the lock file if there is none. */
    static DirectoryLock exclusive(Path directory) {
        return lock(directory, false, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    }

    /** Locks a directory against writers; changes no file. */
    static DirectoryLock shared(Path directory) {
        if (!Files.exists(directory.resolve(FILE_NAME))) {
            throw new StorageException(
                    directory.toAbsolutePath() + " is not a data directory of PaxosKV: it has no file " + FILE_NAME
                            + ". Name the directory that a node was started with.");
        }
        return lock(directory, true, StandardOpenOption.READ);
    }

    private static DirectoryLock lock(Path directory, boolean shared, StandardOpenOption... options) {
        Path file = directory.resolve(FILE_NAME);
        FileChannel channel;
        try {
            channel = FileChannel.open(file, options);
        } catch (IOException e) {
            throw new StorageException(
                    "Cannot open " + file.toAbsolutePath() + ": " + e
                            + ". Check that the directory exists and that this user may read and write it.",
                    e);
        }
        try {
            if (tryLock(channel, shared) == null) {
                channel.close();
                throw new StorageException("The data directory " + directory.toAbsolutePath()
                        + " is in use by another process. Stop that one first, or choose another directory; two nodes"
                        + " never share one.");
            }
            return new DirectoryLock(channel);
        } catch (IOException e) {
            throw new StorageException("Cannot lock " + file.toAbsolutePath() + ": " + e, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel, boolean shared) throws IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, shared);
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StorageException("Cannot let go of the data directory's lock: " + e, e);
        }
    }
}
