package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.storage.StorageListener;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * The slots whose entries were found damaged and are not repaired yet. Any thread.
 *
 * <p>Bounded by itself: a reader stops in front of a damaged entry, so it finds one at a time.
 */
final class DamagedSlots {
    private final ConcurrentSkipListSet<Long> slots = new ConcurrentSkipListSet<>();
    private final StorageListener listener;

    DamagedSlots(StorageListener listener) {
        this.listener = listener;
    }

    void add(long slot) {
        if (slots.add(slot)) {
            listener.damaged(slot);
        }
    }

    /** Another entry stands at the slot now. */
    void repaired(long slot) {
        if (!slots.isEmpty()) {
            slots.remove(slot);
        }
    }

    void truncated(long upTo) {
        slots.headSet(upTo, true).clear();
    }

    OptionalLong lowest() {
        Iterator<Long> ascending = slots.iterator();
        return ascending.hasNext() ? OptionalLong.of(ascending.next()) : OptionalLong.empty();
    }
}
