package dev.paxoskv.node.storage;

import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.statemachine.StateStore;
import java.util.SortedMap;

/**
 * A state that came from another member, on its way into the data directory: filled beside the present state, which
 * readers go on with, and put in its place in one step. After a crash at any moment the directory holds the present state
 * with its log, or the new one with the log that belongs to it, and never parts of both; what was filled in by then is
 * freed by the next open.
 *
 * <p>All methods belong to the applier's thread. The disk thread may append all the while.
 */
public interface StateInstall extends AutoCloseable {

    /** The new state: empty at first, for the caller to fill. */
    StateStore state();

    /**
     * Writes to the file what was put since the last call, so that it need not fit into memory: to be called every few
     * MiB. Returns when it is captured, and first waits for the call before to be done, so that two such portions are in
     * memory at most.
     *
     * @throws StorageException if anything failed; nothing is written any more
     */
    void flush();

    /**
     * Makes the new state the state of this directory; durable when this returns. The log's entries up to the slot are
     * gone, the chosen prefix reaches at least to it, and the configuration commands up to it are those that are given. The
     * promise, and what was accepted above the slot, stay. {@link NodeStorage#state()} is the new store from now on; views
     * of the old one stay readable.
     *
     * @param slot the last slot that the new state has applied
     * @param configurations the configuration commands up to it, by slot, without the genesis
     * @throws IllegalArgumentException if the present state has applied more than the slot, or if one of the configurations
     *     stands above it
     * @throws IllegalStateException if it is completed or closed already
     * @throws StorageException if anything failed; nothing is written any more, and the next open finds the one state or
     *     the other
     */
    void complete(long slot, SortedMap<Long, Configuration> configurations);

    /** Gives up, unless it is complete: what was filled in is dropped, and the present state goes on. */
    @Override
    void close();
}
