package dev.paxoskv.node.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for one thread: any thread puts in, the owner takes out all that is there at once.
 *
 * @param <T> what is put in
 */
final class Mailbox<T> {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition filled = lock.newCondition();
    private final int capacity;
    private List<T> items = new ArrayList<>();
    private boolean ownerWaits;
    private boolean closed;

    /**
     * An empty mailbox.
     *
     * @param capacity most items that {@link #offer} lets wait
     */
    Mailbox(int capacity) {
        this.capacity = capacity;
    }

    /** Puts an item in unless the mailbox is full or closed. */
    boolean offer(T item) {
        lock.lock();
        try {
            if (closed || items.size() >= capacity) {
                return false;
            }
            add(item);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Puts an item in, full or not: for what is bounded elsewhere. A closed mailbox forgets it, and says false. */
    boolean put(T item) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            add(item);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets nothing more in, and takes what was left. */
    List<T> close() {
        lock.lock();
        try {
            closed = true;
            List<T> left = items;
            items = new ArrayList<>();
            return left;
        } finally {
            lock.unlock();
        }
    }

    private void add(T item) {
        items.add(item);
        if (ownerWaits) {
            ownerWaits = false;
            filled.signal();
        }
    }

    /**
     * Takes all items, in order; waits for one while there is none.
     *
     * @param nanos how long to wait at most; nothing may be there then
     */
    List<T> take(long nanos) {
        lock.lock();
        try {
            long end = System.nanoTime() + nanos;
            while (items.isEmpty() && end - System.nanoTime() > 0) {
                ownerWaits = true;
                filled.awaitNanos(end - System.nanoTime());
            }
            ownerWaits = false;
            List<T> taken = items;
            items = new ArrayList<>(Math.min(taken.size(), 64));
            return taken;
        } catch (InterruptedException ignored) {
            return List.of(); // the owner may be inside a file next time, so it is never left interrupted
        } finally {
            lock.unlock();
        }
    }
}
