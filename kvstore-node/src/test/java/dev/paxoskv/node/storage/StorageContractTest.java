package dev.paxoskv.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.statemachine.StateView;
import dev.paxoskv.node.statemachine.Version;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine does, found by its name. */
class StorageContractTest {
    private static final byte[] KEY = "key".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OTHER_KEY = "other".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path directory;

    private NodeStorage open(String engine) {
        StorageOptions options = new StorageOptions(StorageOptions.MIN_SEGMENT_BYTES, 1, StorageListener.NONE);
        return StorageEngines.named(engine).open(directory, options);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mvstore", "memory"})
    void startsWithNothingAndVotesOnlyInACluster(String engine) {
        try (NodeStorage storage = open(engine)) {
            assertThat(storage.recovered()).isEqualTo(Recovered.nothing());
            assertThat(storage.genesis()).isEmpty();
            assertThatThrownBy(() -> storage.append(List.of(new LogRecord.ChosenUpTo(0))))
                    .isInstanceOf(IllegalStateException.class);

            storage.form(genesis(storage.member(), 1));
            storage.form(genesis(storage.member(), 1));
            assertThat(storage.genesis()).contains(genesis(storage.member(), 1));
            assertThatThrownBy(() -> storage.form(genesis(storage.member(), 2))).isInstanceOf(StorageException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mvstore", "memory"})
    void theLogShowsTheNewestEntryOfEachSlot(String engine) {
        try (NodeStorage storage = open(engine)) {
            storage.form(genesis(storage.member(), 1));
            storage.append(List.of(new LogRecord.Accepted(entry(1, 1)), new LogRecord.Accepted(entry(2, 1))));
            storage.append(List.of(new LogRecord.Learned(entry(2, 4)), new LogRecord.Accepted(entry(4, 4))));

            assertThat(storage.log().read(1, 1 << 20, 100)).containsExactly(entry(1, 1), entry(2, 4));
            assertThat(storage.log().firstSlot()).isEqualTo(1);
            assertThat(storage.log().lastSlot()).isEqualTo(4);
            assertThat(storage.journaledBytes()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mvstore", "memory"})
    void aViewStaysWhatItWas(String engine) {
        byte[] key = "key".getBytes(StandardCharsets.US_ASCII);
        try (NodeStorage storage = open(engine)) {
            storage.state().putLive(key, new Version(1, 0, 1, 1, 0, key));
            StateView view = storage.state().publish();
            storage.checkpoint(1).join();
            storage.state().removeLive(key);

            assertThat(view.live(key)).isNotNull();
            assertThat(storage.state().live(key)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mvstore", "memory"})
    void truncationStopsAtTheLastDurableCheckpointAndMovesTheFirstSlot(String engine) {
        try (NodeStorage storage = open(engine)) {
            storage.form(genesis(storage.member(), 1));
            appendSlots(storage, 1, 20);
            assertThatThrownBy(() -> storage.truncate(1)).isInstanceOf(IllegalArgumentException.class);
            storage.checkpoint(10).join();
            assertThatThrownBy(() -> storage.truncate(11))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("applied slot 10");

            storage.truncate(7);
            storage.truncate(5);
            storage.append(List.of(new LogRecord.Learned(entry(6, 9))));

            assertThat(storage.log().firstSlot()).isEqualTo(8);
            assertThat(storage.log().read(7, 1 << 20, 100)).isEmpty();
            assertThat(storage.log().read(8, 1 << 20, 9)).containsExactly(entry(8, 1), entry(9, 1));
            assertThat(storage.log().lastSlot()).isEqualTo(20);
            storage.checkpoint(20).join();
            storage.truncate(20);
            assertThat(storage.log().firstSlot()).isEqualTo(21);
            assertThat(storage.log().lastSlot()).isEqualTo(20);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mvstore", "memory"})
    void anInstalledStateReplacesTheStateAndTheLogBelowIt(String engine) {
        try (NodeStorage storage = open(engine)) {
            storage.form(genesis(storage.member(), 1));
            appendSlots(storage, 1, 8);
            storage.state().putLive(KEY, version(1));
            storage.state().putMeta("counters", KEY);
            storage.checkpoint(3).join();
            StateView before = storage.state().publish();

            try (StateInstall install = storage.install()) {
                assertThat(install.state().liveSize()).isZero();
                assertThat(install.state().meta("counters")).isNull();
                install.state().putLive(OTHER_KEY, version(5));
                install.flush();
                install.state().putHistory(OTHER_KEY, version(4));
                install.state().putMeta("counters", OTHER_KEY);
                assertThat(storage.state().live(OTHER_KEY)).isNull();
                install.complete(6, new TreeMap<>());
            }
            assertThat(storage.state().live(KEY)).isNull();
            assertThat(storage.state().live(OTHER_KEY)).isEqualTo(version(5));
            assertThat(storage.state().history(OTHER_KEY, 4)).isEqualTo(version(4));
            assertThat(storage.state().meta("counters")).isEqualTo(OTHER_KEY);
            assertThat(before.live(KEY)).isEqualTo(version(1));
            assertThat(storage.log().firstSlot()).isEqualTo(7);
            assertThat(storage.log().read(7, 1 << 20, 100)).containsExactly(entry(7, 1), entry(8, 1));
            storage.state().putLive(KEY, version(7));
            storage.checkpoint(7).join();
            storage.truncate(7);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mvstore", "memory"})
    void anInstallationThatIsGivenUpLeavesNoTrace(String engine) {
        try (NodeStorage storage = open(engine)) {
            storage.form(genesis(storage.member(), 1));
            appendSlots(storage, 1, 8);
            storage.state().putLive(KEY, version(1));
            storage.checkpoint(3).join();
            for (int i = 0; i < 3; i++) {
                try (StateInstall install = storage.install()) {
                    assertThat(install.state().liveSize()).isZero();
                    install.state().putLive(OTHER_KEY, version(5));
                    install.state().putMeta("counters", KEY);
                    install.flush();
                }
            }
            assertThat(storage.state().live(KEY)).isEqualTo(version(1));
            assertThat(storage.state().liveSize()).isEqualTo(1);
            assertThat(storage.log().firstSlot()).isEqualTo(1);
            storage.checkpoint(8).join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mvstore", "memory"})
    void anInstallationRefusesWhatWouldMixTwoStates(String engine) {
        try (NodeStorage storage = open(engine)) {
            storage.form(genesis(storage.member(), 1));
            appendSlots(storage, 1, 8);
            storage.state().putLive(KEY, version(1));
            assertThatThrownBy(storage::install)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("changed since its last checkpoint");
            storage.checkpoint(3).join();

            try (StateInstall install = storage.install()) {
                assertThatThrownBy(() -> storage.checkpoint(3)).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> storage.truncate(3)).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(storage::install).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> install.complete(2, new TreeMap<>()))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("applied slot 3");
                TreeMap<Long, Configuration> above = new TreeMap<>();
                above.put(9L, genesis(storage.member(), 1).configuration());
                assertThatThrownBy(() -> install.complete(8, above)).isInstanceOf(IllegalArgumentException.class);
                storage.state().putLive(KEY, version(2));
                assertThatThrownBy(install::flush).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> install.complete(8, new TreeMap<>()))
                        .isInstanceOf(IllegalStateException.class);
            }
            StateInstall ended;
            storage.checkpoint(3).join();
            try (StateInstall install = storage.install()) {
                ended = install;
            }
            assertThatThrownBy(() -> ended.complete(8, new TreeMap<>())).isInstanceOf(IllegalStateException.class);
            assertThat(storage.state().live(KEY)).isEqualTo(version(2));
        }
    }

    private static void appendSlots(NodeStorage storage, long first, long last) {
        for (long slot = first; slot <= last; slot++) {
            storage.append(List.of(new LogRecord.Accepted(entry(slot, 1))));
        }
    }

    private static Version version(long revision) {
        return new Version(revision, 0, revision, 1, 0, KEY);
    }

    private static AcceptedEntry entry(long slot, long round) {
        return new AcceptedEntry(slot, new Ballot(round, new MemberId(3)), Entry.NoOp.NO_OP);
    }

    private static Genesis genesis(MemberId member, long cluster) {
        Member one = new Member(member, "one", Member.Role.VOTER, "localhost:1", "localhost:2", "localhost:3");
        return new Genesis(new ClusterId(cluster), 8, new Configuration(1, List.of(one)));
    }
}
