package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.model.Configuration;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The configuration commands that a snapshot has to carry: the one that governs the slot behind it, and all later ones
 * (consensus rules, 10). For the applier's thread.
 */
final class ConfigurationLog {
    private final int alpha;
    private final TreeMap<Long, Configuration> bySlot;

    /**
     * The commands that the log knows to be chosen.
     *
     * @param alpha the cluster's window
     * @param recovered the commands, by slot, without the genesis
     */
    ConfigurationLog(int alpha, SortedMap<Long, Configuration> recovered) {
        this.alpha = alpha;
        this.bySlot = new TreeMap<>(recovered);
    }

    void add(long slot, Configuration configuration) {
        bySlot.put(slot, configuration);
    }

    void replace(SortedMap<Long, Configuration> installed) {
        bySlot.clear();
        bySlot.putAll(installed);
    }

    /** What matters behind this slot; the genesis is not among it. */
    SortedMap<Long, Configuration> upTo(long slot) {
        TreeMap<Long, Configuration> needed = new TreeMap<>(bySlot.headMap(slot, true));
        Long governing = needed.floorKey(slot + 1 - alpha);
        if (governing != null) {
            needed.headMap(governing).clear();
        }
        return needed;
    }
}
