package dev.paxoskv.node.replica;

import java.util.concurrent.CompletableFuture;

/** Snapshots of the whole store while it is in use. Any thread may call; no call blocks. */
public interface SnapshotService {

    /**
     * Takes a snapshot. Linearizable, so it needs a majority; reading it then needs nobody.
     *
     * @return the snapshot, to be closed by the caller, also where it is not wanted any more when it comes. Fails with a
     *     {@link RequestException}: {@code OVERLOADED} where this node has as many open as it keeps
     */
    CompletableFuture<SnapshotHandle> snapshot();
}
