package dev.paxoskv.node.storage;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A data directory that an offline tool keeps to itself for as long as it works on it, to put other data in the place of
 * what is there. The other data is built by an engine in {@link #beginReplacement()} and takes its place with {@link
 * #replace()}: whatever happens in between, the directory opens with the old data, or with the new, or not at all until the
 * tool is run again.
 *
 * <p>All of it stays inside the directory, which may be a volume of its own. For one thread.
 */
public interface HeldDirectory extends AutoCloseable {

    /** What is in a directory. */
    enum Content {
        /** Nothing. */
        EMPTY,
        /** A node's data. */
        DATA,
        /** Data that has not wholly taken the place of other data yet: {@link #replace()} goes on with it. */
        HALF_REPLACED,
        /** What never became a node's data because the tool that built it was stopped; of no use. */
        UNFINISHED
    }

    /**
     * What is there now.
     *
     * @throws StorageException if it is something else
     */
    Content content();

    /** Opens the data. Closing it does not let go of the directory. */
    NodeStorage open(StorageOptions options);

    /** Opens the data for reading, without changing any file. Closing it does not let go of the directory. */
    OfflineLog read();

    /**
     * An empty place for the new data, on the same file system; what an earlier attempt left there is deleted.
     *
     * @throws IllegalStateException if the directory is {@link Content#HALF_REPLACED}
     */
    Path beginReplacement();

    /**
     * Puts the new data, whole and closed, in the place of the old. Also goes on with a replacement that was interrupted.
     *
     * @return where the old data is now, if there was any
     * @throws StorageException if a file cannot be moved; to be called again then
     */
    Optional<Path> replace();

    /**
     * Deletes new data that will not be used.
     *
     * @throws IllegalStateException if the directory is {@link Content#HALF_REPLACED}
     */
    void abandonReplacement();

    /** Lets go of the directory. */
    @Override
    void close();
}
