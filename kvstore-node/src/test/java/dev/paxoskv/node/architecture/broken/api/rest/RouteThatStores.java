package dev.paxoskv.node.architecture.broken.api.rest;

import dev.paxoskv.node.architecture.broken.storage.StorageThatDrives;

/** Breaks the table: a route that reaches past the replica. */
final class RouteThatStores {
    StorageThatDrives storage() {
        return new StorageThatDrives();
    }
}
