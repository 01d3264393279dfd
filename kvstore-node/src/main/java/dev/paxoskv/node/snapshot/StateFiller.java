package dev.paxoskv.node.snapshot;

import dev.paxoskv.node.statemachine.Limits;
import dev.paxoskv.node.statemachine.StateRestorer;
import dev.paxoskv.node.statemachine.StateStore;
import dev.paxoskv.node.statemachine.Version;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Fills an empty store with the content of a snapshot. When the reader says that the snapshot is complete, {@link
 * #complete()}; before that the store is of no use. For one thread.
 *
 * <p>Memory: what the store keeps until it is told to flush, a few MiB, and the session table, which every node holds anyway.
 */
public final class StateFiller implements SnapshotSink {
    private static final int FLUSH_BYTES = 4 << 20;
    private static final int ENTRY_OVERHEAD_BYTES = 100;

    private final StateRestorer restorer;
    private final Runnable flush;
    private final Limits limits;
    private final boolean withSessions;
    private final ByteArrayOutputStream sessions = new ByteArrayOutputStream();
    private @Nullable SnapshotHeader header;
    private long unflushed;

    private StateFiller(StateStore empty, Runnable flush, Limits limits, boolean withSessions) {
        this.restorer = new StateRestorer(empty);
        this.flush = flush;
        this.limits = limits;
        this.withSessions = withSessions;
    }

    /**
     * For a member of the cluster that the snapshot is of: everything as it was.
     *
     * @param empty where the state goes
     * @param flush lets the store write out what it holds in memory; called every few MiB
     * @param limits the limits of this member
     */
    public static StateFiller sameCluster(StateStore empty, Runnable flush, Limits limits) {
        return new StateFiller(empty, flush, limits, true);
    }

    /** For the first member of another cluster: as it was, but without the sessions of members that do not exist there. */
    public static StateFiller otherCluster(StateStore empty, Runnable flush, Limits limits) {
        return new StateFiller(empty, flush, limits, false);
    }

    @Override
    public void begin(SnapshotHeader begun) {
        if (begun.limits() != limits.fingerprint()) {
            throw new SnapshotException("the snapshot is of a cluster with other limits for keys, values and requests."
                    + " Use the version of PaxosKV that wrote it");
        }
        header = begun;
    }

    @Override
    public void live(byte[] key, Version version) {
        restorer.live(key, version);
        put(key, version);
    }

    @Override
    public void history(byte[] key, Version version) {
        restorer.history(key, version);
        put(key, version);
    }

    private void put(byte[] key, Version version) {
        unflushed += ENTRY_OVERHEAD_BYTES + key.length + version.value().length;
        if (unflushed >= FLUSH_BYTES) {
            flush.run();
            unflushed = 0;
        }
    }

    @Override
    public void sessions(byte[] part) {
        sessions.writeBytes(part);
    }

    /**
     * Puts what belongs to the maps, once the snapshot is complete.
     *
     * @return what the snapshot is of
     */
    public SnapshotHeader complete() {
        SnapshotHeader begun = header;
        if (begun == null) {
            throw new IllegalStateException("nothing was read");
        }
        restorer.complete(begun.counters(), withSessions ? sessions.toByteArray() : StateRestorer.noSessions());
        return begun;
    }
}
