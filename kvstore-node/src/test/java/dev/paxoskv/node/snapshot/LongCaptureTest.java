package dev.paxoskv.node.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.statemachine.Limits;
import dev.paxoskv.node.statemachine.StateMachine;
import dev.paxoskv.node.statemachine.Version;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageEngines;
import dev.paxoskv.node.storage.StorageOptions;
import dev.paxoskv.node.storage.memory.MemoryStateStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot that is read slowly, while everything in the store is written anew many times. */
class LongCaptureTest {
    private static final int KEYS = 2_000;
    private static final int ROUNDS = 60;

    @TempDir
    private Path directory;

    @Test
    void staysReadableWhileTheWriterGoesOn() {
        try (NodeStorage storage = StorageEngines.named("mvstore").open(directory, StorageOptions.defaults())) {
            Sample sample = new Sample(storage.state(), 1, KEYS, 400).fill();
            checkpoint(storage, sample);
            long hash = sample.machine().stateHash();
            MemoryStateStore to = new MemoryStateStore();
            StateFiller filler = StateFiller.sameCluster(to, () -> {}, Limits.DEFAULT);
            SnapshotReader reader = new SnapshotReader(filler);
            try (FrameSource source = sample.capture()) {
                for (int round = 0; round < ROUNDS; round++) {
                    sample.fill().run(20);
                    checkpoint(storage, sample);
                    if (round % 20 == 0 && !reader.isComplete()) {
                        reader.accept(source.read(reader.position()).bytes());
                    }
                }
                while (!reader.isComplete()) {
                    reader.accept(source.read(reader.position()).bytes());
                }
            }
            filler.complete();
            assertThat(new StateMachine(to, Limits.DEFAULT).stateHash()).isEqualTo(hash);
        }
    }

    private static void checkpoint(NodeStorage storage, Sample sample) {
        while (sample.machine().compactStep(10_000)) {
            // history gone, so that its pages could be used again
        }
        sample.machine().finishSlot(sample.machine().appliedSlot());
        sample.machine().saveMeta();
        storage.checkpoint(sample.machine().appliedSlot()).join();
    }

    @Test
    void memoryIsBoundedByFramesHoweverLargeTheStateIs() {
        Sample sample = new Sample(new MemoryStateStore(), 2, 100_000, 100).fill();
        long[] entries = {0};
        int[] largest = {0};
        SnapshotReader reader = new SnapshotReader(new SnapshotSink() {
            @Override
            public void live(byte[] key, Version version) {
                entries[0]++;
            }
        });
        try (FrameSource source = sample.capture()) {
            while (!reader.isComplete()) {
                byte[] frame = source.read(reader.position()).bytes();
                largest[0] = Math.max(largest[0], frame.length);
                reader.accept(frame);
            }
        }
        assertThat(entries[0]).isEqualTo(100_000);
        assertThat(largest[0]).isLessThan(Frame.FULL_BYTES + 1_000);
    }
}
