package dev.paxoskv.node.paxos.model;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which configuration governs which slot: Lamport's alpha window (<em>Reconfiguring a State Machine</em>, section 2).
 *
 * <p>C(s), the configuration that governs slot s, is the last configuration command at slots up to s - alpha; the
 * genesis counts as slot 0 and governs all slots up to alpha. So C(s) is known as soon as every slot up to s - alpha is
 * known to be chosen, and a leader may keep alpha slots in flight.
 *
 * <p>Not thread-safe.
 */
public final class Configurations {
    private final int alpha;
    private final NavigableMap<Long, Configuration> bySlot = new TreeMap<>();

    /** Only the genesis is known. */
    public Configurations(Genesis genesis) {
        this.alpha = genesis.alpha();
        bySlot.put(0L, genesis.configuration());
    }

    /** The window, in slots. */
    public int alpha() {
        return alpha;
    }

    /** Notes a configuration command chosen at this slot; slots are noted in ascending order. */
    public void chosen(long slot, Configuration configuration) {
        bySlot.put(slot, configuration);
    }

    /** C(slot), given that every slot up to {@code slot - alpha} is known to be chosen. */
    public Configuration governing(long slot) {
        Map.Entry<Long, Configuration> last = bySlot.floorEntry(Math.max(0, slot - alpha));
        return last.getValue();
    }

    /** Whether the last configuration known, or the genesis where there is no other, lists this member. */
    public boolean isMember(MemberId id) {
        return bySlot.lastEntry().getValue().member(id).isPresent();
    }

    /** The configuration commands known, by slot; the genesis is at slot 0. */
    public NavigableMap<Long, Configuration> known() {
        return new TreeMap<>(bySlot);
    }
}
