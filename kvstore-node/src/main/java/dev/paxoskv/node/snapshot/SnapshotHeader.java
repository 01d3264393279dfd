package dev.paxoskv.node.snapshot;

import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.statemachine.CapturedState;
import dev.paxoskv.node.statemachine.Limits;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a snapshot is of: its first frame.
 *
 * @param capture tells this capture apart from every other one; frames of two captures never fit together, not even at the
 *     same slot
 * @param genesis what the cluster was formed with
 * @param configurations the configuration commands up to {@code slot}, by slot, without the genesis
 * @param slot the last slot applied
 * @param revision the store's revision
 * @param compactRevision the least revision that can be read; 0 for all
 * @param limits {@link Limits#fingerprint()} of the cluster
 * @param takenMillis when it was taken, by the clock of the node that took it; for people
 * @param liveEntries how many keys exist
 * @param historyEntries how many superseded versions and tombstones there are
 * @param sessionBytes the length of the session table
 * @param counters {@link CapturedState#counters()}; shared, not to be written to
 */
public record SnapshotHeader(
        long capture,
        Genesis genesis,
        SortedMap<Long, Configuration> configurations,
        long slot,
        long revision,
        long compactRevision,
        long limits,
        long takenMillis,
        long liveEntries,
        long historyEntries,
        long sessionBytes,
        byte[] counters) {

    /** Copies the map. */
    public SnapshotHeader {
        configurations = Collections.unmodifiableSortedMap(new TreeMap<>(configurations));
    }

    /**
     * The header of a captured state.
     *
     * @param state what was captured
     * @param genesis what the cluster was formed with
     * @param configurations the configuration commands up to the state's slot, by slot, without the genesis
     * @param limits the cluster's limits
     * @param capture a random number
     * @param takenMillis the time now, in milliseconds since 1970
     */
    public static SnapshotHeader of(
            CapturedState state,
            Genesis genesis,
            SortedMap<Long, Configuration> configurations,
            Limits limits,
            long capture,
            long takenMillis) {
        return new SnapshotHeader(
                capture,
                genesis,
                configurations,
                state.appliedSlot(),
                state.revision(),
                state.compactRevision(),
                limits.fingerprint(),
                takenMillis,
                state.view().liveSize(),
                state.view().historySize(),
                state.sessions().length,
                state.counters());
    }

    /** The cluster's feature level: what a build has to know to go on from here. */
    public int featureLevel() {
        return latestConfiguration().featureLevel();
    }

    /** The newest configuration up to the slot. */
    public Configuration latestConfiguration() {
        return configurations.isEmpty()
                ? genesis.configuration()
                : configurations.lastEntry().getValue();
    }
}
