package dev.paxoskv.node.recovery;

import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.storage.HeldDirectory;
import dev.paxoskv.node.storage.StorageEngine;
import dev.paxoskv.node.storage.StorageException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes an empty directory the data directory of the first member of a new cluster, with the content of a snapshot.
 * Stopped at any moment it leaves a directory that no node starts on, or one where everything is done. Run again with the
 * same cluster id it begins anew, ends what is nearly done, or finds that it was done.
 *
 * <p>It founds a cluster of one, which others join with empty disks. Restoring one file into several directories as one
 * cluster would need all of them to agree on a genesis that lists the member ids of the others, before any of them exists.
 */
public final class Restore {
    private Restore() {}

    /**
     * Restores.
     *
     * @param snapshot the snapshot; not read if everything is done already
     * @param engine the storage engine of the directory
     * @param directory where; missing, empty, or left by an earlier run
     * @param founder the new cluster's only member
     * @param cluster the new cluster's id
     * @return the new cluster
     * @throws dev.paxoskv.node.snapshot.SnapshotException if the snapshot is damaged, or not for this build
     * @throws StorageException if the directory holds anything else, or cannot be written
     * @throws E if the snapshot cannot be read
     */
    public static <E extends Exception> Founding run(
            SnapshotOrigin<E> snapshot, StorageEngine engine, Path directory, Founder founder, ClusterId cluster)
            throws E {
        try (HeldDirectory held = engine.hold(directory)) {
            Optional<FoundedBefore> there = FoundedBefore.in(held);
            if (there.isPresent() && there.get().isOf(cluster)) {
                held.abandonReplacement();
                return there.get();
            }
            requireNoData(held, directory, there);
            Founded founded = Replacement.build(held, engine, founder, cluster, snapshot);
            held.replace();
            return founded;
        }
    }

    private static void requireNoData(HeldDirectory held, Path directory, Optional<FoundedBefore> there) {
        if (there.isPresent() && there.get().interrupted()) {
            throw new StorageException(directory.toAbsolutePath()
                    + " held data that an earlier, interrupted command had"
                    + " built, of the new cluster " + there.get().genesis().cluster()
                    + "; that is in place now. Start a node on it, or choose an empty directory.");
        }
        if (held.content() == HeldDirectory.Content.DATA) {
            throw new StorageException(directory.toAbsolutePath() + " holds the data of a node"
                    + there.map(data -> " of cluster " + data.genesis().cluster())
                            .orElse("")
                    + ". A snapshot is restored into an empty directory; nothing was changed.");
        }
    }
}
