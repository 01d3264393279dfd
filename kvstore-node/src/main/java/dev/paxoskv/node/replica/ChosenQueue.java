package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.model.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Chosen entries on their way from the core to the applier, in slot order. Holds a bounded number of bytes: what does not
 * fit is only counted, and the applier reads it from the log.
 */
final class ChosenQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final long maxBytes;
    private List<Chosen> entries = new ArrayList<>();
    private long bytes;
    private long lastQueued;
    private long chosenUpTo;
    private boolean woken;

    /**
     * An empty queue.
     *
     * @param maxBytes most bytes of entries to hold
     * @param chosenUpTo the last slot that is chosen already; the log has it
     */
    ChosenQueue(long maxBytes, long chosenUpTo) {
        this.maxBytes = maxBytes;
        this.chosenUpTo = chosenUpTo;
        this.lastQueued = chosenUpTo;
    }

    /** Adds entries of consecutive slots, the first right above the last one added. */
    void add(List<Chosen> chosen) {
        lock.lock();
        try {
            for (Chosen entry : chosen) {
                chosenUpTo = Math.max(chosenUpTo, entry.slot()); // an installed state may cover it already
                boolean gapless = entries.isEmpty() || lastQueued == entry.slot() - 1;
                if (gapless && bytes < maxBytes) {
                    entries.add(entry);
                    bytes += entry.entry().size();
                    lastQueued = entry.slot();
                }
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Another state was installed: what it covers is not needed any more. */
    void installed(long slot) {
        lock.lock();
        try {
            chosenUpTo = Math.max(chosenUpTo, slot);
            entries.removeIf(entry -> entry.slot() <= slot);
            bytes = entries.stream().mapToLong(entry -> entry.entry().size()).sum();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the taker go on at once, whether anything is queued or not. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes all entries that are queued; waits for some while everything that is chosen is applied.
     *
     * @param applied the last slot that is applied
     * @param nanos how long to wait at most
     */
    Taken take(long applied, long nanos) {
        lock.lock();
        try {
            long end = System.nanoTime() + nanos;
            while (chosenUpTo <= applied && !woken && end - System.nanoTime() > 0) {
                changed.awaitNanos(end - System.nanoTime());
            }
            woken = false;
            Taken taken = new Taken(entries, chosenUpTo);
            entries = new ArrayList<>();
            bytes = 0;
            return taken;
        } catch (InterruptedException ignored) {
            // the applier may be inside a file next time, so it is never left interrupted
            return new Taken(List.of(), applied);
        } finally {
            lock.unlock();
        }
    }

    /**
     * A chosen entry.
     *
     * @param slot its slot
     * @param entry its value
     */
    record Chosen(long slot, Entry entry) {}

    /**
     * What was taken.
     *
     * @param entries entries of consecutive slots; the first may be further on than the applier needs: the rest is in the log
     * @param chosenUpTo the last slot that is chosen
     */
    record Taken(List<Chosen> entries, long chosenUpTo) {}
}
