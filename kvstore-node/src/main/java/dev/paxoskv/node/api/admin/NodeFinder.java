package dev.paxoskv.node.api.admin;

import java.util.concurrent.CompletableFuture;

/** Asks nodes that may not be members yet who they are. Any thread may call; no call blocks. */
public interface NodeFinder {

    /**
     * Asks a node.
     *
     * @param peerAddress host:port where it listens for peers
     * @return how it introduced itself; fails with an {@link AdminException} if it did not within a few seconds
     */
    CompletableFuture<FoundNode> find(String peerAddress);
}
