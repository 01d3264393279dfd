package dev.paxoskv.node.storage.mvstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paxoskv.node.statemachine.PinnedView;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;

/** What is pinned is kept until the pin is closed, and no longer. */
class ViewPinsTest {
    private final AtomicLong oldestKept = new AtomicLong();

    @Test
    void aPinnedVersionIsKeptUntilTheViewIsClosed() {
        try (MVStore store = new MVStore.Builder().autoCommitDisabled().open()) {
            store.setVersionsToKeep(0);
            store.setOldestVersionTracker(oldestKept::set);
            MVMap<Integer, Integer> map = store.openMap("map");
            ViewPins pins = new ViewPins(store);
            commit(store, map);
            long pinnedAt = store.getCurrentVersion();
            PinnedView pinned = pins.pin(new MvStateView(store.openMap("live"), store.openMap("history")));
            for (int i = 0; i < 10; i++) {
                commit(store, map);
            }
            assertThat(oldestKept.get()).isLessThanOrEqualTo(pinnedAt);
            pinned.close();
            pinned.close();
            commit(store, map);
            assertThat(oldestKept.get()).isGreaterThan(pinnedAt);
            assertThatThrownBy(pinned::view).isInstanceOf(IllegalStateException.class);
        }
    }

    private static void commit(MVStore store, MVMap<Integer, Integer> map) {
        map.merge(1, 1, Integer::sum);
        store.commit();
    }
}
