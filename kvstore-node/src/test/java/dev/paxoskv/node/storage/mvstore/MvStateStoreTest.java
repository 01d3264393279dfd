package dev.paxoskv.node.storage.mvstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.statemachine.StateStore;
import dev.paxoskv.node.statemachine.StateView;
import dev.paxoskv.node.statemachine.Version;
import dev.paxoskv.node.statemachine.VersionCursor;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageListener;
import dev.paxoskv.node.storage.StorageOptions;
import dev.paxoskv.node.storage.memory.MemoryStateStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The state's maps in MVStore against those in memory: the same operations, the same answers. */
class MvStateStoreTest {
    private static final int KEYS = 3_000;
    private static final int ROUNDS = 60;
    private static final int CHANGES_PER_ROUND = 400;

    private final StateStore expected = new MemoryStateStore();
    private long revision;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void viewsStayAsTheyWereAcrossManyCheckpoints(long seed) {
        Random random = new Random(seed);
        List<StateView> expectedViews = new ArrayList<>();
        List<StateView> views = new ArrayList<>();
        try (NodeStorage storage = open()) {
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < CHANGES_PER_ROUND; i++) {
                    change(random, storage.state());
                }
                if (round % 9 == 0) {
                    expectedViews.add(expected.publish());
                    views.add(storage.state().publish());
                }
                storage.checkpoint(0).join();
                assertSameAnswers(random, expected, storage.state());
            }
            for (int i = 0; i < views.size(); i++) {
                assertThat(States.differences(expectedViews.get(i), views.get(i)))
                        .as("seed %d, view %d", seed, i)
                        .isEmpty();
                assertSameAnswers(random, expectedViews.get(i), views.get(i));
            }
        }
    }

    private static NodeStorage open() {
        AutoCloseable noLock = () -> {};
        StorageOptions options = new StorageOptions(StorageOptions.MIN_SEGMENT_BYTES, 1, StorageListener.NONE);
        return DataDirectory.open(new SimulatedDisk(), noLock, options, SafeFileStore::new);
    }

    private void change(Random random, StateStore actual) {
        byte[] key = key(random);
        Version before = expected.live(key);
        if (random.nextInt(4) == 0) {
            both(actual, store -> store.removeLive(key));
            both(actual, store -> store.putHistory(key, Version.tombstone(revision, 0)));
        } else {
            byte[] value = new byte[random.nextInt(200)];
            random.nextBytes(value);
            Version version = new Version(++revision, random.nextInt(3), revision, 1, random.nextLong(), value);
            both(actual, store -> store.putLive(key, version));
        }
        if (before != null) {
            both(actual, store -> store.putHistory(key, before));
            if (random.nextInt(3) == 0) {
                both(actual, store -> store.removeHistory(key, before.modRevision()));
            }
        }
    }

    private void both(StateStore actual, Consumer<StateStore> change) {
        change.accept(expected);
        change.accept(actual);
    }

    private static byte[] key(Random random) {
        // Bytes above 0x7f as well: keys are ordered as unsigned.
        return ("k" + (char) (0x60 + random.nextInt(0x60)) + random.nextInt(KEYS / 0x60))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private void assertSameAnswers(Random random, StateView expectedView, StateView actual) {
        for (int i = 0; i < 20; i++) {
            byte[] from = key(random);
            byte[] to = random.nextInt(5) == 0 ? null : key(random);
            long at = random.nextLong(revision + 2);
            assertThat(actual.live(from)).isEqualTo(expectedView.live(from));
            assertThat(actual.history(from, at)).isEqualTo(expectedView.history(from, at));
            assertThat(actual.countLive(from, to)).isEqualTo(expectedView.countLive(from, to));
            assertThat(text(actual.liveCursor(from, to))).isEqualTo(text(expectedView.liveCursor(from, to)));
            assertThat(text(actual.historyCursor(from, at, to)))
                    .isEqualTo(text(expectedView.historyCursor(from, at, to)));
        }
        assertThat(actual.liveSize()).isEqualTo(expectedView.liveSize());
        assertThat(actual.historySize()).isEqualTo(expectedView.historySize());
    }

    private static List<@Nullable String> text(VersionCursor cursor) {
        List<@Nullable String> text = new ArrayList<>();
        while (text.size() < 50 && cursor.next()) {
            text.add(new String(cursor.key(), StandardCharsets.ISO_8859_1) + "@"
                    + cursor.version().modRevision());
        }
        return text;
    }
}
