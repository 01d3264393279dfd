package dev.paxoskv.node.storage.memory;

import dev.paxoskv.node.storage.HeldDirectory;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.OfflineLog;
import dev.paxoskv.node.storage.StorageEngine;
import dev.paxoskv.node.storage.StorageException;
import dev.paxoskv.node.storage.StorageOptions;
import java.nio.file.Path;

/**
 * Keeps everything in memory, for tests and demonstrations. It touches no file: every open is a new member, and what it
 * knew is gone with the process. A cluster of such members survives only as long as a majority of them runs.
 */
public final class MemoryEngine implements StorageEngine {

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public NodeStorage open(Path directory, StorageOptions options) {
        return new MemoryStorage(options.listener());
    }

    @Override
    public OfflineLog openOffline(Path directory) {
        throw new StorageException("The storage engine \"memory\" leaves nothing behind to look at offline.");
    }

    @Override
    public HeldDirectory hold(Path directory) {
        throw new StorageException("The storage engine \"memory\" leaves nothing behind to work on offline.");
    }
}
