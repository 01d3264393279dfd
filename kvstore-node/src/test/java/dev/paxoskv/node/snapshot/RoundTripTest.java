package dev.paxoskv.node.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paxoskv.node.statemachine.Limits;
import dev.paxoskv.node.statemachine.StateMachine;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageEngines;
import dev.paxoskv.node.storage.StorageOptions;
import dev.paxoskv.node.storage.memory.MemoryStateStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes through a snapshot comes out as it was, whatever the engine, and the state machine goes on from there. */
class RoundTripTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"memory,1", "memory,2", "memory,3", "mvstore,4", "mvstore,5"})
    void aStateMachineGoesOnWhereTheOtherWas(String engine, long seed) throws IOException {
        try (NodeStorage from = open(engine, "from");
                NodeStorage to = open(engine, "to")) {
            Sample sample = new Sample(from.state(), seed, 40, 60).run(600);
            byte[] file;
            try (FrameSource source = sample.capture()) {
                file = Snapshots.file(source);
            }
            StateFiller filler = StateFiller.sameCluster(to.state(), () -> {}, Limits.DEFAULT);
            SnapshotFile.read(new ByteArrayInputStream(file), filler);
            filler.complete();
            StateMachine restored = new StateMachine(to.state(), Limits.DEFAULT);
            assertSame(restored, sample.machine());
            sweep(restored);
            sweep(sample.machine());
            assertThat(to.state().historySize()).isEqualTo(from.state().historySize());
            assertSame(restored, sample.machine());
        }
    }

    private static void sweep(StateMachine machine) {
        while (machine.compactStep(7)) {
            // in slices that end in the middle of keys
        }
        machine.finishSlot(machine.appliedSlot());
    }

    private static void assertSame(StateMachine actual, StateMachine expected) {
        assertThat(actual.stateHash()).isEqualTo(expected.stateHash());
        assertThat(actual.chainHash()).isEqualTo(expected.chainHash());
        assertThat(actual.appliedSlot()).isEqualTo(expected.appliedSlot());
        assertThat(actual.view().revision()).isEqualTo(expected.view().revision());
        assertThat(actual.view().compactRevision()).isEqualTo(expected.view().compactRevision());
        assertThat(actual.incarnation(2)).isEqualTo(expected.incarnation(2));
    }

    @Test
    void inAnotherClusterTheSessionsAreGoneAndAllElseIsThere() throws IOException {
        Sample sample = new Sample(new MemoryStateStore(), 6, 40, 60).run(300);
        MemoryStateStore to = new MemoryStateStore();
        StateFiller filler = StateFiller.otherCluster(to, () -> {}, Limits.DEFAULT);
        SnapshotFile.read(new ByteArrayInputStream(Snapshots.file(sample.capture())), filler);
        filler.complete();
        StateMachine restored = new StateMachine(to, Limits.DEFAULT);
        long revision = restored.view().revision();
        assertThat(restored.incarnation(2)).isZero();
        assertThat(restored.view().hash(revision))
                .isEqualTo(sample.machine().view().hash(revision));
        assertThat(restored.chainHash()).isEqualTo(sample.machine().chainHash());
    }

    @Test
    void theHeaderSaysWhatItIsOf() throws IOException {
        Sample sample = new Sample(new MemoryStateStore(), 7, 40, 60).run(200);
        byte[] file = Snapshots.file(sample.capture());
        SnapshotFile.Verified verified = SnapshotFile.read(new ByteArrayInputStream(file), SnapshotSink.NONE);
        SnapshotHeader header = verified.header();
        assertThat(verified.bytes()).isEqualTo(file.length);
        assertThat(file).endsWith(java.util.HexFormat.of().parseHex(verified.sha256()));
        assertThat(header.genesis()).isEqualTo(Sample.GENESIS);
        assertThat(header.configurations()).isEqualTo(Sample.CONFIGURATIONS);
        assertThat(header.latestConfiguration())
                .isEqualTo(Sample.CONFIGURATIONS.lastEntry().getValue());
        assertThat(header.slot()).isEqualTo(sample.machine().appliedSlot());
        assertThat(header.revision()).isEqualTo(sample.machine().view().revision());
        assertThat(header.liveEntries()).isEqualTo(sample.machine().view().size());
        assertThat(header.historyEntries()).isEqualTo(sample.machine().view().historySize());
    }

    @Test
    void anEmptyStoreGoesThrough() throws IOException {
        MemoryStateStore store = new MemoryStateStore();
        StateMachine empty = new StateMachine(store, Limits.DEFAULT);
        var state = empty.capture();
        byte[] file = Snapshots.file(new CapturedFrames(
                state, SnapshotHeader.of(state, Sample.GENESIS, new java.util.TreeMap<>(), Limits.DEFAULT, 9, 1)));
        MemoryStateStore to = new MemoryStateStore();
        StateFiller filler = StateFiller.sameCluster(to, () -> {}, Limits.DEFAULT);
        SnapshotFile.read(new ByteArrayInputStream(file), filler);
        filler.complete();
        assertSame(new StateMachine(to, Limits.DEFAULT), empty);
    }

    @Test
    void aTransferGoesOnWhereItBrokeOff() {
        Sample sample = new Sample(new MemoryStateStore(), 8, 3_000, 500).fill().run(200);
        try (FrameSource source = sample.capture()) {
            MemoryStateStore to = new MemoryStateStore();
            StateFiller filler = StateFiller.sameCluster(to, () -> {}, Limits.DEFAULT);
            SnapshotReader reader = new SnapshotReader(filler);
            while (!reader.isComplete()) {
                byte[] token = reader.position().encoded();
                byte[] frame = source.read(FramePosition.decode(token)).bytes();
                byte[] damaged = frame.clone();
                damaged[frame.length - 1]++;
                assertThatThrownBy(() -> reader.accept(damaged)).isInstanceOf(SnapshotException.class);
                assertThat(source.read(FramePosition.decode(token)).bytes()).isEqualTo(frame);
                reader.accept(frame);
            }
            assertThat(reader.position().index()).isGreaterThan(5);
            filler.complete();
            assertThat(new StateMachine(to, Limits.DEFAULT).stateHash())
                    .isEqualTo(sample.machine().stateHash());
        }
    }

    @Test
    void framesOfTwoCapturesOfTheSameStateDoNotMix() {
        Sample sample = new Sample(new MemoryStateStore(), 9, 50, 50).fill();
        try (FrameSource one = sample.capture();
                FrameSource other = sample.capture()) {
            SnapshotReader reader = new SnapshotReader(SnapshotSink.NONE);
            reader.accept(one.read(reader.position()).bytes());
            byte[] foreign = other.read(reader.position()).bytes();
            assertThatThrownBy(() -> reader.accept(foreign))
                    .isInstanceOf(SnapshotException.class)
                    .hasMessageContaining("checksum");
            reader.accept(one.read(reader.position()).bytes());
        }
    }

    @Test
    void otherLimitsAreRefused() {
        Sample sample = new Sample(new MemoryStateStore(), 10, 5, 5);
        byte[] file = Snapshots.file(sample.capture());
        Limits other = new Limits(1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        StateFiller filler = StateFiller.sameCluster(new MemoryStateStore(), () -> {}, other);
        assertThatThrownBy(() -> SnapshotFile.read(new ByteArrayInputStream(file), filler))
                .isInstanceOf(SnapshotException.class)
                .hasMessageContaining("limits");
    }

    @Test
    void aClosedSourceIsNotRead() {
        FrameSource source = new Sample(new MemoryStateStore(), 11, 5, 5).capture();
        FramePosition second = source.read(FramePosition.START).next();
        source.close();
        source.close();
        assertThatThrownBy(() -> source.read(second)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aFileHasTheLengthByWhichEtcdKnowsThatAChecksumIsThere() {
        for (int keys = 1; keys < 40; keys++) {
            byte[] file = Snapshots.file(
                    new Sample(new MemoryStateStore(), keys, keys, 60).fill().capture());
            assertThat(file.length % 512).isEqualTo(32);
            byte[] content = Arrays.copyOf(file, file.length - 32);
            assertThat(Arrays.copyOfRange(file, file.length - 32, file.length))
                    .isEqualTo(Sha256.begin().digest(content));
        }
    }

    private NodeStorage open(String engine, String name) {
        return StorageEngines.named(engine).open(directory.resolve(name), StorageOptions.defaults());
    }
}
