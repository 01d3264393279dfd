package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.storage.HeldDirectory;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.OfflineLog;
import dev.paxoskv.node.storage.StorageEngine;
import dev.paxoskv.node.storage.StorageException;
import dev.paxoskv.node.storage.StorageOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The default engine: durable, in one directory. */
public final class MvStoreEngine implements StorageEngine {

    @Override
    public String name() {
        return "mvstore";
    }

    @Override
    public NodeStorage open(Path directory, StorageOptions options) {
        DirectoryLock lock = lock(directory);
        return DataDirectory.open(new DirectoryDisk(directory.toAbsolutePath()), lock, options, SafeFileStore::new);
    }

    @Override
    public HeldDirectory hold(Path directory) {
        return new HeldMvDirectory(directory.toAbsolutePath(), lock(directory));
    }

    private static DirectoryLock lock(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new StorageException(
                    "Cannot create the data directory " + directory.toAbsolutePath() + ": " + e
                            + ". Check that no file is in its place and that this user may write there.",
                    e);
        }
        return DirectoryLock.exclusive(directory);
    }

    @Override
    public OfflineLog openOffline(Path directory) {
        DirectoryLock lock = DirectoryLock.shared(directory);
        return DataDirectory.openOffline(new DirectoryDisk(directory.toAbsolutePath()), lock);
    }
}
