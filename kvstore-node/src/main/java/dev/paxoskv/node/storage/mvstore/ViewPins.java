package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.statemachine.PinnedView;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the pages of published views from being overwritten while they may be read. Views are published often, and a
 * version of the store has many; it is pinned while the newest view belongs to it, for a while after that, and for as long
 * as anybody is inside one of its views. The garbage collector has no say: a view that it moved among the old objects would
 * keep every page of its time until the next full collection.
 *
 * <p>One thread publishes, the applier; views are entered and left on any.
 */
final class ViewPins {
    /** A request that got its view reads it within this time, or is told to ask again. */
    static final long LIFE_NANOS = 10_000_000_000L;

    private final MVStore store;
    private final LongSupplier nanoTime;
    private final ArrayDeque<Pin> old = new ArrayDeque<>();
    private @Nullable Pin current;
    private @Nullable Pin newest;

    /**
     * Pins of a store.
     *
     * @param store the store
     * @param nanoTime a clock that never goes back
     */
    ViewPins(MVStore store, LongSupplier nanoTime) {
        this.store = store;
        this.nanoTime = nanoTime;
    }

    /** A view of these maps as they are now. */
    MvStateView publish(StateMaps maps) {
        Pin pin = current;
        if (pin == null) {
            pin = new Pin(store);
            current = pin;
        }
        if (newest != pin) {
            if (newest != null) {
                newest.oldSince = nanoTime.getAsLong();
                old.addLast(newest);
            }
            newest = pin;
        }
        giveUpOld();
        return new PublishedView(maps, pin);
    }

    /** Keeps the pages of a view made now until it is closed, on whatever thread. */
    PinnedView pin(StateMaps maps) {
        MVStore.TxCounter usage = store.registerVersionUsage();
        MvStateView view = new MvStateView(new FrozenMap<>(maps.live()), new FrozenMap<>(maps.history()));
        return new PinnedView(view, () -> store.deregisterVersionUsage(usage));
    }

    /** The store is about to begin a new version: views from now on belong to that. */
    void nextVersion() {
        current = null;
        giveUpOld();
    }

    private void giveUpOld() {
        while (!old.isEmpty() && nanoTime.getAsLong() - old.getFirst().oldSince >= LIFE_NANOS) {
            old.removeFirst().giveUp();
        }
    }

    /** One version of the store, pinned. */
    private static final class Pin {
        private static final int GIVEN_UP = 1 << 30;

        private final MVStore store;
        private final MVStore.TxCounter usage;

        /** How many are inside, and {@link #GIVEN_UP} as soon as nobody may enter any more. */
        private final AtomicInteger readers = new AtomicInteger();

        private long oldSince;

        Pin(MVStore store) {
            this.store = store;
            this.usage = store.registerVersionUsage();
        }

        boolean enter() {
            int before = readers.getAndUpdate(count -> count >= GIVEN_UP ? count : count + 1);
            return before < GIVEN_UP;
        }

        void exit() {
            if (readers.decrementAndGet() == GIVEN_UP) {
                store.deregisterVersionUsage(usage);
            }
        }

        void giveUp() {
            if (readers.addAndGet(GIVEN_UP) == GIVEN_UP) {
                store.deregisterVersionUsage(usage);
            }
        }
    }

    private static final class PublishedView extends MvStateView {
        private final Pin pin;

        PublishedView(StateMaps maps, Pin pin) {
            super(new FrozenMap<>(maps.live()), new FrozenMap<>(maps.history()));
            this.pin = pin;
        }

        @Override
        public boolean enter() {
            return pin.enter();
        }

        @Override
        public void exit() {
            pin.exit();
        }
    }
}
