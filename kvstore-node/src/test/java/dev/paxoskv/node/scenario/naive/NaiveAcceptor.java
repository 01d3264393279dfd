package dev.paxoskv.node.scenario.naive;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An acceptor of the naive algorithm: one number and one value per slot. A promise raises the number and keeps the value,
 * the answer to it does not carry the value, and a commit is believed whatever it says.
 */
final class NaiveAcceptor {
    private final TreeMap<Integer, Pair> slots = new TreeMap<>();
    private final TreeMap<Integer, String> decided = new TreeMap<>();

    /** What a slot holds; the number is the highest that was promised or accepted. */
    record Pair(int number, @Nullable String value) {}

    /** PREPARE(n): whether n is above the number held. */
    boolean prepare(int slot, int number) {
        Pair held = held(slot);
        if (number <= held.number()) {
            return false;
        }
        slots.put(slot, new Pair(number, held.value()));
        return true;
    }

    /** ACCEPT(n, v): whether n is not below the number held. */
    boolean accept(int slot, int number, String value) {
        if (number < held(slot).number()) {
            return false;
        }
        slots.put(slot, new Pair(number, value));
        return true;
    }

    /** COMMIT(v): believed. */
    void commit(int slot, String value) {
        decided.put(slot, value);
    }

    Pair held(int slot) {
        return slots.getOrDefault(slot, new Pair(0, null));
    }

    @Nullable String decided(int slot) {
        return decided.get(slot);
    }

    /** The first slot that this node has not seen decided: where its writers write. */
    int nextSlot() {
        int slot = 1;
        while (decided.containsKey(slot)) {
            slot++;
        }
        return slot;
    }

    /** The decided values up to the first hole: all that a reader of this node sees. */
    List<String> log() {
        List<String> log = new ArrayList<>();
        for (String value = decided.get(1); value != null; value = decided.get(log.size() + 1)) {
            log.add(value);
        }
        return log;
    }

    /** The process dies, and nothing was written. */
    void restartEmpty() {
        slots.clear();
        decided.clear();
    }
}
