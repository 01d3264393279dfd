package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.storage.StorageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a data directory to one process: a lock on the file {@code LOCK}, which the operating system lets go of when the
 * process ends, however it ends. The lock is on a file of its own because a lock is lost when any other channel on the
 * same file is closed in the process.
 */
final class DirectoryLock implements AutoCloseable {
    static final String FILE_NAME = "LOCK";

    /** What this process holds: it must not even open those files again, because closing them would lose the lock. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
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
        Path held;
        try {
            held = directory.toRealPath();
        } catch (IOException e) {
            throw unusable(directory, e);
        }
        if (!HELD.add(held)) {
            throw inUse(directory);
        }
        try {
            return new DirectoryLock(held, lockedChannel(held, shared, options));
        } catch (IOException e) {
            HELD.remove(held);
            throw unusable(directory, e);
        } catch (RuntimeException e) {
            HELD.remove(held);
            throw e;
        }
    }

    private static FileChannel lockedChannel(Path directory, boolean shared, StandardOpenOption... options)
            throws IOException {
        FileChannel channel = FileChannel.open(directory.resolve(FILE_NAME), options);
        try {
            if (channel.tryLock(0, Long.MAX_VALUE, shared) == null) {
                throw inUse(directory);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static StorageException inUse(Path directory) {
        return new StorageException("The data directory " + directory.toAbsolutePath()
                + " is in use by another process, or twice in this one. Stop the other user first, or choose another"
                + " directory; two nodes never share one.");
    }

    private static StorageException unusable(Path directory, IOException e) {
        return new StorageException(
                "Cannot lock the data directory " + directory.toAbsolutePath() + " with its file " + FILE_NAME + ": "
                        + e + ". Check that it exists and that this user may read and write it.",
                e);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new StorageException("Cannot let go of the data directory's lock: " + e, e);
        } finally {
            HELD.remove(directory);
        }
    }
}
