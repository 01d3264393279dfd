package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.storage.StorageException;

/** Words for a directory that belongs to somebody else. */
final class Mismatch {
    private Mismatch() {}

    static StorageException genesis(Genesis there, Genesis asked) {
        return new StorageException("The data directory belongs to cluster " + there.cluster()
                + " and cannot join cluster " + asked.cluster()
                + " or be formed anew. To make a new member, start the node with an empty directory.");
    }
}
