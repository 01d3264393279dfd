package dev.paxoskv.node.architecture.broken.replica;

import dev.paxoskv.node.architecture.broken.storage.StorageThatDrives;

/** The other half of the cycle. By the table alone it may use storage. */
public final class Driver {
    public StorageThatDrives storage() {
        return new StorageThatDrives();
    }
}
