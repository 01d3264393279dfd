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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every engine does, found by its name. */
class StorageContractTest {
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

    private static AcceptedEntry entry(long slot, long round) {
        return new AcceptedEntry(slot, new Ballot(round, new MemberId(3)), Entry.NoOp.NO_OP);
    }

    private static Genesis genesis(MemberId member, long cluster) {
        Member one = new Member(member, "one", Member.Role.VOTER, "localhost:1", "localhost:2", "localhost:3");
        return new Genesis(new ClusterId(cluster), 8, new Configuration(1, List.of(one)));
    }
}
