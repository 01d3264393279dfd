package dev.paxoskv.node.storage;

import java.nio.file.Path;

/**
 * One way to keep a node's data. An engine is found by its name ({@link StorageEngines}), through Java's service loader:
 * a further one needs an implementation of this interface and a line in {@code META-INF/services}, nothing else.
 *
 * <p>Implementations have a public constructor without parameters and hold no state.
 */
public interface StorageEngine {

    /** The name that the configuration chooses it by. */
    String name();

    /**
     * Opens a data directory, and formats it if it is missing or empty: it then gets a random member id, durable before
     * this returns. While it is open, nobody else can open it.
     *
     * @throws StorageException if another process has it open, if it cannot be read or written, if it is damaged, or if
     *     it was written in a format that this build does not know
     */
    NodeStorage open(Path directory, StorageOptions options);

    /**
     * Opens the Paxos state of a directory for reading, without changing any file.
     *
     * @throws StorageException if a process has it open, if it is no data directory, or if it is damaged
     */
    OfflineLog openOffline(Path directory);

    /**
     * Keeps a directory, which is created if it is missing, to an offline tool.
     *
     * @throws StorageException if another process has it open, if it cannot be read or written, or if the engine has none
     */
    HeldDirectory hold(Path directory);
}
