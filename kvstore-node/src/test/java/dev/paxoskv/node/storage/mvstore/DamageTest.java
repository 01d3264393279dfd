package dev.paxoskv.node.storage.mvstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageException;
import dev.paxoskv.node.storage.StorageListener;
import dev.paxoskv.node.storage.StorageOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bytes that were synced and are something else now: named, never passed over, never served. */
class DamageTest {
    private static final int STEPS = 60;
    private static final int TRIALS = 150;

    private final SimulatedDisk disk = new SimulatedDisk();
    private final List<String> fallbacks = new ArrayList<>();

    /** Writes all steps, with three checkpoints, the last one in the middle. */
    private long write() {
        try (NodeStorage storage = open(disk)) {
            storage.form(Workload.GENESIS);
            for (int step = 1; step <= STEPS; step++) {
                storage.append(Workload.batch(step));
                if (step % 10 == 0 && step <= STEPS / 2) {
                    for (long slot = Workload.applied(storage.state()) + 1;
                            slot <= storage.log().lastSlot();
                            slot++) {
                        Workload.apply(slot, storage.state());
                    }
                    storage.checkpoint(storage.log().lastSlot()).join();
                }
            }
            return Workload.applied(storage.state());
        }
    }

    @Test
    void inTheJournalIsNamedWithFileOffsetAndSlot() {
        write();
        String file = newestSegment();
        long batch = offsetOfSecondBatch(file);
        disk.damage(file, batch + BatchFrame.HEADER_BYTES + JournalRecord.HEADER_BYTES + 3);

        assertThatThrownBy(() -> open(disk))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file)
                .hasMessageContaining("at byte " + batch)
                .hasMessageContaining("slot reads as")
                .hasMessageContaining("remove this member from its cluster");
    }

    @Test
    void anywhereInTheJournalIsFoundOrWasNotNeeded() {
        write();
        Random random = new Random(5);
        int refused = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            SimulatedDisk damaged = disk.copy();
            List<String> files = damaged.list().stream().filter(Segment::isName).toList();
            String file = files.get(random.nextInt(files.size()));
            damaged.damage(file, random.nextInt(damaged.content(file).length));
            refused += refusesOrHoldsEverything(damaged, STEPS - 1);
        }
        assertThat(refused).isGreaterThan(TRIALS / 4);
    }

    @Test
    void inTheNewestCheckpointFallsBackToTheOneBeforeAndSaysSo() {
        write();
        disk.damage(StoreFile.NAME, offsetOfNewestChunk() + 700);

        try (NodeStorage storage = open(disk)) {
            assertThat(Oracle.complaints(storage, STEPS, Workload.firstSlot(STEPS / 2 - 10 + 1) - 1))
                    .isEmpty();
        }
        assertThat(fallbacks).hasSize(1).first().asString().contains(StoreFile.NAME, "not whole: [version");
    }

    @Test
    void anywhereInTheStoreFileIsFoundOrMadeUpFor() {
        long applied = write();
        Random random = new Random(6);
        for (int trial = 0; trial < TRIALS; trial++) {
            SimulatedDisk damaged = disk.copy();
            damaged.damage(StoreFile.NAME, random.nextInt(damaged.content(StoreFile.NAME).length));
            refusesOrHoldsEverything(damaged, STEPS);
        }
        assertThat(applied).isPositive();
    }

    @Test
    void ofAChunkThatEveryVersionNeedsIsRefused() {
        write();
        byte[] content = disk.content(StoreFile.NAME);
        for (int block = 2; block * SimulatedDisk.BLOCK_BYTES < content.length; block++) {
            disk.damage(StoreFile.NAME, (long) block * SimulatedDisk.BLOCK_BYTES + 500);
        }

        assertThatThrownBy(() -> open(disk))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(StoreFile.NAME)
                .hasMessageContaining("no version in it is whole");
    }

    @Test
    void aJournalFileThatIsGoneIsNamed() throws IOException {
        write();
        List<String> segments = disk.list().stream().filter(Segment::isName).toList();
        disk.delete(segments.get(segments.size() - 2));

        assertThatThrownBy(() -> open(disk))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("the checkpoint needs the journal from position");
    }

    @Test
    void aStoreFileThatIsGoneIsNamed() throws IOException {
        write();
        disk.delete(StoreFile.NAME);

        assertThatThrownBy(() -> open(disk))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(StoreFile.NAME)
                .hasMessageContaining("missing");
    }

    /** 1 if it refuses with words, 0 if it opens and everything is there; anything else fails the test. */
    private int refusesOrHoldsEverything(SimulatedDisk damaged, int leastSteps) {
        try (NodeStorage storage = open(damaged)) {
            int steps = Oracle.stepsIn(storage);
            assertThat(steps).isGreaterThanOrEqualTo(leastSteps);
            assertThat(Oracle.complaints(storage, steps, 0)).isEmpty();
            return 0;
        } catch (StorageException refusal) {
            assertThat(refusal).hasMessageContaining("damaged");
            return 1;
        }
    }

    private NodeStorage open(SimulatedDisk on) {
        StorageListener listener = new StorageListener() {
            @Override
            public void fellBack(String what) {
                fallbacks.add(what);
            }
        };
        AutoCloseable noLock = () -> {};
        return DataDirectory.open(
                on, noLock, new StorageOptions(StorageOptions.MIN_SEGMENT_BYTES, 1, listener), SafeFileStore::new);
    }

    private String newestSegment() {
        return disk.list().stream().filter(Segment::isName).reduce((a, b) -> b).orElseThrow();
    }

    private long offsetOfSecondBatch(String segment) {
        ByteBuffer content = ByteBuffer.wrap(disk.content(segment)).position(Segment.HEADER_BYTES);
        return Segment.HEADER_BYTES
                + BatchFrame.occupied(BatchFrame.read(content.slice()).length());
    }

    private long offsetOfNewestChunk() {
        byte[] content = disk.content(StoreFile.NAME);
        long offset = -1;
        long newest = -1;
        for (int at = 0; at < content.length; at += SimulatedDisk.BLOCK_BYTES) {
            String start = new String(content, at, 200, StandardCharsets.ISO_8859_1);
            if (start.startsWith("chunk:")) {
                long version = Long.parseLong(start.replaceFirst("(?s).*version:([0-9a-f]+).*", "$1"), 16);
                if (version > newest) {
                    newest = version;
                    offset = at;
                }
            }
        }
        return offset;
    }
}
