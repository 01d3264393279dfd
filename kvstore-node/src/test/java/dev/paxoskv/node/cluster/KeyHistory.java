package dev.paxoskv.node.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one writer did to a key of its own: it writes 1, 2, 3 and so on, never a number twice, and never two at once.
 * The writer calls what writes; {@link #floor()}, {@link #last()} and {@link #seen} are for any thread; the rest is for
 * the time when all have ended.
 */
final class KeyHistory {
    private final String key;
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private final Set<Long> refused = new HashSet<>();
    private final Set<Long> seen = ConcurrentHashMap.newKeySet();
    private final AtomicLong floor = new AtomicLong();
    private final AtomicLong last = new AtomicLong();
    private int unknown;

    /** A write that the cluster said it has done. */
    record Acknowledged(long number, long revision) {}

    KeyHistory(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    /** The number for the next write, which is about to go out. */
    long next() {
        return last.incrementAndGet();
    }

    void acknowledged(long number, long revision) {
        acknowledged.add(new Acknowledged(number, revision));
        raiseFloor(number);
    }

    void refused(long number) {
        refused.add(number);
    }

    void unknown() {
        unknown++;
    }

    /** A linearizable read showed this number. */
    void seen(long number) {
        seen.add(number);
        raiseFloor(number);
    }

    private void raiseFloor(long number) {
        floor.accumulateAndGet(number, Math::max);
    }

    /** A read that starts now shows this number or a higher one; 0 if the key need not be there. */
    long floor() {
        return floor.get();
    }

    /** The last number sent. */
    long last() {
        return last.get();
    }

    List<Acknowledged> acknowledged() {
        return acknowledged;
    }

    /** How many writes may or may not have been done. */
    int unknowns() {
        return unknown;
    }

    /** Whether the cluster said that this number never was, nor will be, written. */
    boolean wasRefused(long number) {
        return refused.contains(number);
    }

    Set<Long> seen() {
        return seen;
    }
}
