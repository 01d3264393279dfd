package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.statemachine.PinnedView;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashSet;
import java.util.Set;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the pages of published views from being overwritten for as long as anybody holds such a view. Views are
 * published often and mostly die young, so each one is followed by a weak reference, which the next young collection
 * clears; the store's version that they were published in is let go with the last of them.
 *
 * <p>For one thread, the applier.
 */
final class ViewPins {
    private final MVStore store;
    private final ReferenceQueue<MvStateView> collected = new ReferenceQueue<>();

    /** A weak reference has to be reachable itself to be queued. */
    private final Set<Reference<MvStateView>> followed = new HashSet<>();

    private @Nullable Pin current;

    ViewPins(MVStore store) {
        this.store = store;
    }

    /** Follows a view that was made just now. */
    void add(MvStateView view) {
        releaseCollected();
        Pin pin = current;
        if (pin == null) {
            pin = new Pin(store.registerVersionUsage());
            current = pin;
        }
        pin.views++;
        followed.add(new ViewReference(view, collected, pin));
    }

    /** Keeps the pages of a view that was made just now until it is closed, on whatever thread. */
    PinnedView pin(MvStateView view) {
        MVStore.TxCounter usage = store.registerVersionUsage();
        return new PinnedView(view, () -> store.deregisterVersionUsage(usage));
    }

    /** The store is about to begin a new version: views from now on belong to that. */
    void nextVersion() {
        releaseCollected();
        Pin pin = current;
        current = null;
        if (pin != null && pin.views == 0) {
            store.deregisterVersionUsage(pin.usage);
        }
    }

    private void releaseCollected() {
        Reference<? extends MvStateView> reference;
        while ((reference = collected.poll()) != null) {
            followed.remove(reference);
            Pin pin = ((ViewReference) reference).pin;
            pin.views--;
            if (pin.views == 0 && pin != current) {
                store.deregisterVersionUsage(pin.usage);
            }
        }
    }

    private static final class Pin {
        private final MVStore.TxCounter usage;
        private int views;

        Pin(MVStore.TxCounter usage) {
            this.usage = usage;
        }
    }

    private static final class ViewReference extends WeakReference<MvStateView> {
        private final Pin pin;

        ViewReference(MvStateView view, ReferenceQueue<MvStateView> queue, Pin pin) {
            super(view, queue);
            this.pin = pin;
        }
    }
}
