package dev.paxoskv.node.paxos.model;

import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

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
    private SortedSet<MemberId> audience = new TreeSet<>();
    private long audienceFrom;

    /** Only the genesis is known. */
    public Configurations(Genesis genesis) {
        this.alpha = genesis.alpha();
        bySlot.put(0L, genesis.configuration());
    }

    /**
     * The genesis and what was chosen since.
     *
     * @param genesis what the cluster was formed with
     * @param commands the configuration commands of the log, by slot; those that are void may be among them
     */
    public static Configurations of(Genesis genesis, SortedMap<Long, Configuration> commands) {
        Configurations configurations = new Configurations(genesis);
        commands.forEach(configurations::chosen);
        return configurations;
    }

    /** The window, in slots. */
    public int alpha() {
        return alpha;
    }

    /**
     * Notes a configuration command chosen at this slot; slots are noted in ascending order.
     *
     * <p>A command whose epoch is not above that of the configuration before it is void, on every member alike: two leaders,
     * one of which did not live to see it, may have made the next configuration of the same one, and of the two only the
     * first in the log was made for what is in force there.
     *
     * @return whether it counts
     */
    public boolean chosen(long slot, Configuration configuration) {
        if (configuration.epoch() <= latest().epoch()) {
            return false;
        }
        audience = new TreeSet<>();
        bySlot.put(slot, configuration);
        return true;
    }

    /** C(slot), given that every slot up to {@code slot - alpha} is known to be chosen. */
    public Configuration governing(long slot) {
        Map.Entry<Long, Configuration> last = bySlot.floorEntry(Math.max(0, slot - alpha));
        return last.getValue();
    }

    /** The last configuration known, or the genesis where there is no other. */
    public Configuration latest() {
        return bySlot.lastEntry().getValue();
    }

    /** The slot of {@link #latest()}; 0 for the genesis. */
    public long latestSlot() {
        return bySlot.lastKey();
    }

    /** The last slot that the configuration before {@link #latest()} governs; 0 if there is none before. */
    public long lastOfThePast() {
        return latestSlot() == 0 ? 0 : latestSlot() + alpha - 1;
    }

    /**
     * C(slot) if it is settled, else the one before: a configuration is only made when the one before it is settled.
     *
     * @param slot a slot as in {@link #governing}
     * @param epoch the last epoch known to be settled
     */
    public Configuration settled(long slot, long epoch) {
        Map.Entry<Long, Configuration> governing = bySlot.floorEntry(Math.max(0, slot - alpha));
        if (governing.getKey() == 0 || governing.getValue().epoch() <= epoch) {
            return governing.getValue();
        }
        return bySlot.lowerEntry(governing.getKey()).getValue();
    }

    /** C(slot) and every later configuration known, in order: those that a proposer at this slot has to do with. */
    public Collection<Configuration> inForce(long slot) {
        Long first = bySlot.floorKey(Math.max(0, slot - alpha));
        return bySlot.tailMap(first, true).values();
    }

    /** The members of all configurations {@linkplain #inForce in force} at this slot, ordered by id. */
    public SortedSet<MemberId> audience(long slot) {
        long first = bySlot.floorKey(Math.max(0, slot - alpha));
        if (audience.isEmpty() || first != audienceFrom) {
            audienceFrom = first;
            audience = new TreeSet<>();
            for (Configuration configuration : inForce(slot)) {
                configuration.members().forEach(member -> audience.add(member.id()));
            }
        }
        return audience;
    }

    /** Forgets what is known and takes these instead: a snapshot's, by slot, without the genesis. */
    public void replace(SortedMap<Long, Configuration> configurations) {
        audience = new TreeSet<>();
        bySlot.tailMap(0L, false).clear();
        configurations.forEach(this::chosen);
    }

    /**
     * The commands that a snapshot of this slot has to carry: the one that governs the slot behind it, and each later one up
     * to the slot. The genesis, which everybody has, is not among them.
     */
    public SortedMap<Long, Configuration> neededBehind(long slot) {
        NavigableMap<Long, Configuration> needed = new TreeMap<>(bySlot.headMap(slot, true));
        Long governing = needed.floorKey(Math.max(0, slot + 1 - alpha));
        needed.headMap(governing, false).clear();
        needed.remove(0L);
        return needed;
    }

    /** The configuration commands known, by slot; the genesis is at slot 0. */
    public NavigableMap<Long, Configuration> known() {
        return new TreeMap<>(bySlot);
    }
}
