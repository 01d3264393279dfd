package dev.paxoskv.node.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What all clients did and saw, and what was wrong with it. Any thread. */
final class Ledger {
    private static final int MAX_VIOLATIONS = 100;

    private final List<KeyHistory> keys = new CopyOnWriteArrayList<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final AtomicInteger violationCount = new AtomicInteger();
    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();
    private final AtomicLong revisionFloor = new AtomicLong();
    private volatile boolean open = true;

    /** Whether clients go on. */
    boolean isOpen() {
        return open;
    }

    /** Clients end what they are at, and begin nothing more. Fails if they do not end in time. */
    void close(ExecutorService clients, Duration patience) {
        open = false;
        clients.shutdown();
        try {
            if (!clients.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("clients do not end");
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    /** Begins the history of a key that nobody has written. */
    KeyHistory open(String key) {
        KeyHistory history = new KeyHistory(key);
        keys.add(history);
        return history;
    }

    List<KeyHistory> keys() {
        return keys;
    }

    /** Any key, to read it. There has to be one. */
    KeyHistory anyKey() {
        return keys.get(ThreadLocalRandom.current().nextInt(keys.size()));
    }

    void count(String what) {
        counts.computeIfAbsent(what, _ -> new LongAdder()).increment();
    }

    long counted(String what) {
        LongAdder count = counts.get(what);
        return count == null ? 0 : count.sum();
    }

    Map<String, LongAdder> counts() {
        return counts;
    }

    /** Somebody was told that the store has come to this revision. */
    void revisionKnown(long revision) {
        revisionFloor.accumulateAndGet(revision, Math::max);
    }

    /** A linearizable read that starts now shows this revision or a later one. */
    long revisionFloor() {
        return revisionFloor.get();
    }

    /** Something that must not be. */
    void violation(String text) {
        if (violationCount.incrementAndGet() <= MAX_VIOLATIONS) {
            violations.add(text);
        }
    }

    /** The first violations. */
    List<String> violations() {
        return List.copyOf(violations);
    }
}
