package dev.paxoskv.node.recovery;

import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.storage.HeldDirectory;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageEngine;
import dev.paxoskv.node.storage.StorageOptions;

/** Builds the data of a new cluster's only member beside the data that is in a directory. */
final class Replacement {

    private Replacement() {}

    /** Builds the data, ready for {@link HeldDirectory#replace()}; deletes what it has built if it fails. */
    static <E extends Exception> Founded build(
            HeldDirectory held, StorageEngine engine, Founder founder, ClusterId cluster, SnapshotOrigin<E> origin)
            throws E {
        boolean built = false;
        try {
            NodeStorage fresh = engine.open(held.beginReplacement(), StorageOptions.defaults());
            Founded founded = build(fresh, founder, cluster, origin);
            built = true;
            return founded;
        } finally {
            if (!built) {
                held.abandonReplacement();
            }
        }
    }

    private static <E extends Exception> Founded build(
            NodeStorage fresh, Founder founder, ClusterId cluster, SnapshotOrigin<E> origin) throws E {
        try (fresh;
                Foundation foundation = new Foundation(fresh, founder, cluster)) {
            origin.readInto(foundation);
            return foundation.complete();
        }
    }
}
