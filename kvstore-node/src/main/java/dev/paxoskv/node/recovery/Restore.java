package dev.paxoskv.node.recovery;

import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.snapshot.SnapshotFile;
import dev.paxoskv.node.storage.HeldDirectory;
import dev.paxoskv.node.storage.HeldDirectory.Content;
import dev.paxoskv.node.storage.StorageEngine;
import dev.paxoskv.node.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Makes an empty directory the data directory of the first member of a new cluster, with the content of a snapshot file.
 * Stopped at any moment it leaves a directory that no node starts on; run again it begins anew.
 *
 * <p>It founds a cluster of one, which others join with empty disks. Restoring one file into several directories as one
 * cluster would need all of them to agree on a genesis that lists the member ids of the others, before any of them exists.
 */
public final class Restore {
    private Restore() {}

    /**
     * Restores.
     *
     * @param file the snapshot from its first byte on; its user closes it
     * @param engine the storage engine of the directory
     * @param directory where; missing or empty
     * @param founder the new cluster's only member
     * @param cluster the new cluster's id
     * @return the new cluster
     * @throws dev.paxoskv.node.snapshot.SnapshotException if the snapshot is damaged, or not for this build
     * @throws StorageException if the directory is not empty, or cannot be written
     * @throws IOException if the file cannot be read
     */
    public static Founded run(
            InputStream file, StorageEngine engine, Path directory, Founder founder, ClusterId cluster)
            throws IOException {
        try (HeldDirectory held = engine.hold(directory)) {
            requireNoData(held, directory);
            Founded founded = Replacement.build(held, engine, founder, cluster, sink -> SnapshotFile.read(file, sink));
            held.replace();
            return founded;
        }
    }

    private static void requireNoData(HeldDirectory held, Path directory) {
        Content content = held.content();
        if (content == Content.DATA) {
            throw new StorageException(
                    directory.toAbsolutePath()
                            + " holds the data of a node. A snapshot is restored into an empty directory; nothing was changed.");
        }
        if (content == Content.HALF_REPLACED) {
            held.replace();
            throw new StorageException(
                    directory.toAbsolutePath() + " held data that an earlier, interrupted command had"
                            + " built; that is in place now. Start a node on it, or choose an empty directory.");
        }
    }
}
