package dev.paxoskv.node.storage.mvstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paxoskv.node.statemachine.PinnedView;
import dev.paxoskv.node.statemachine.StateView;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What may be read is kept, and no longer. */
class ViewPinsTest {
    private final AtomicLong oldestKept = new AtomicLong();
    private final AtomicLong now = new AtomicLong();
    private final MVStore store = new MVStore.Builder().autoCommitDisabled().open();
    private final MVMap<Integer, Integer> map = store.openMap("map");
    private final StateMaps maps = new StateMaps(0, store.openMap("live"), store.openMap("history"));
    private final ViewPins pins = new ViewPins(store, now::get);

    @BeforeEach
    void keepNothingElse() {
        store.setVersionsToKeep(0);
        store.setOldestVersionTracker(oldestKept::set);
        commit();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aPinnedVersionIsKeptUntilTheViewIsClosed() {
        long pinnedAt = store.getCurrentVersion();
        PinnedView pinned = pins.pin(maps);
        commits();
        assertThat(oldestKept.get()).isLessThanOrEqualTo(pinnedAt);
        pinned.close();
        pinned.close();
        commit();
        assertThat(oldestKept.get()).isGreaterThan(pinnedAt);
        assertThatThrownBy(pinned::view).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theNewestViewIsKeptHoweverOldItIs() {
        long publishedAt = store.getCurrentVersion();
        StateView newest = pins.publish(maps);
        now.addAndGet(100 * ViewPins.LIFE_NANOS);
        commits();
        assertThat(oldestKept.get()).isLessThanOrEqualTo(publishedAt);
        assertThat(newest.enter()).isTrue();
    }

    @Test
    void aViewIsGivenUpSomeTimeAfterANewerOne() {
        long publishedAt = store.getCurrentVersion();
        StateView first = pins.publish(maps);
        commits();
        pins.publish(maps);
        now.addAndGet(ViewPins.LIFE_NANOS - 1);
        commits();
        assertThat(first.enter()).isTrue();
        first.exit();
        assertThat(oldestKept.get()).isLessThanOrEqualTo(publishedAt);
        now.addAndGet(1);
        commits();
        assertThat(first.enter()).isFalse();
        assertThat(oldestKept.get()).isGreaterThan(publishedAt);
    }

    @Test
    void whoeverIsInsideKeepsIt() {
        long publishedAt = store.getCurrentVersion();
        StateView first = pins.publish(maps);
        assertThat(first.enter()).isTrue();
        commits();
        pins.publish(maps);
        now.addAndGet(100 * ViewPins.LIFE_NANOS);
        commits();
        assertThat(oldestKept.get()).isLessThanOrEqualTo(publishedAt);
        assertThat(first.enter()).as("nobody else comes in").isFalse();
        first.exit();
        commits();
        assertThat(oldestKept.get()).isGreaterThan(publishedAt);
    }

    private void commits() {
        for (int i = 0; i < 5; i++) {
            commit();
        }
    }

    private void commit() {
        pins.nextVersion();
        map.merge(1, 1, Integer::sum);
        store.commit();
    }
}
