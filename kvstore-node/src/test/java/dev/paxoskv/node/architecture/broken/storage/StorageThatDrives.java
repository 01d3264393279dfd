package dev.paxoskv.node.architecture.broken.storage;

import dev.paxoskv.node.architecture.broken.replica.Driver;

/** Breaks the table, and makes a cycle: storage uses the replica. */
public final class StorageThatDrives {
    public Driver driver() {
        return new Driver();
    }
}
