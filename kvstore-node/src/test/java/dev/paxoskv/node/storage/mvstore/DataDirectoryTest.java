package dev.paxoskv.node.storage.mvstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.OfflineLog;
import dev.paxoskv.node.storage.StorageEngine;
import dev.paxoskv.node.storage.StorageEngines;
import dev.paxoskv.node.storage.StorageException;
import dev.paxoskv.node.storage.StorageListener;
import dev.paxoskv.node.storage.StorageOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a directory says about itself when it is opened, looked at, or the wrong one. */
class DataDirectoryTest {
    private static final StorageOptions OPTIONS =
            new StorageOptions(StorageOptions.MIN_SEGMENT_BYTES, 1, StorageListener.NONE);

    @TempDir
    Path directory;

    private final StorageEngine engine = StorageEngines.named("mvstore");

    private NodeStorage open() {
        return engine.open(directory, OPTIONS);
    }

    @Test
    void aMemberIdIsMadeOnceAndIsRandom(@TempDir Path other) {
        MemberId member;
        try (NodeStorage storage = open();
                NodeStorage second = engine.open(other, OPTIONS)) {
            member = storage.member();
            assertThat(member).isNotEqualTo(MemberId.NONE).isNotEqualTo(second.member());
        }
        try (NodeStorage storage = open()) {
            assertThat(storage.member()).isEqualTo(member);
            assertThat(storage.genesis()).isEmpty();
        }
    }

    @Test
    void theGenesisIsStoredOnceAndForAll() {
        try (NodeStorage storage = open()) {
            assertThatThrownBy(() -> storage.append(Workload.batch(1))).isInstanceOf(IllegalStateException.class);
            storage.form(Workload.GENESIS);
        }
        try (NodeStorage storage = open()) {
            assertThat(storage.genesis()).contains(Workload.GENESIS);
            storage.form(Workload.GENESIS);
            Genesis another = new Genesis(new ClusterId(99), 64, Workload.GENESIS.configuration());
            assertThatThrownBy(() -> storage.form(another))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining(Workload.GENESIS.cluster().toString())
                    .hasMessageContaining("empty directory");
        }
    }

    @Test
    void aLearnedEntryMovesTheChosenPrefixOnlyWhereItGoesOnWithIt() {
        try (NodeStorage storage = open()) {
            storage.form(Workload.GENESIS);
            storage.append(List.of(new LogRecord.Learned(entry(1)), new LogRecord.Accepted(entry(2))));
            storage.append(List.of(new LogRecord.Learned(entry(3))));
            assertThat(storage.recovered().chosenUpTo()).isEqualTo(1);
            storage.append(List.of(new LogRecord.ChosenUpTo(2), new LogRecord.Learned(entry(3))));
        }
        try (NodeStorage storage = open()) {
            assertThat(storage.recovered().chosenUpTo()).isEqualTo(3);
            assertThat(storage.recovered().accepted()).isEmpty();
        }
    }

    @Test
    void aChosenPrefixWithAGapIsRefused() {
        try (NodeStorage storage = open()) {
            storage.form(Workload.GENESIS);
            storage.append(List.of(new LogRecord.Accepted(entry(1)), new LogRecord.Accepted(entry(3))));
            storage.append(List.of(new LogRecord.ChosenUpTo(3)));
        }
        assertThatThrownBy(this::open)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("slots 1 to 3 are chosen, and not all of them are there");
    }

    @Test
    void pagesOfTheLogAreGaplessAndBounded() {
        try (NodeStorage storage = open()) {
            storage.form(Workload.GENESIS);
            assertThat(storage.log().lastSlot()).isZero();
            for (long slot = 1; slot <= 20; slot++) {
                storage.append(List.of(new LogRecord.Accepted(entry(slot))));
            }
            storage.append(List.of(new LogRecord.Accepted(entry(22))));
            int size = entry(1).entry().size();

            assertThat(slots(storage.log().read(5, 3 * size, 100))).containsExactly(5L, 6L, 7L);
            assertThat(slots(storage.log().read(5, 1, 100))).containsExactly(5L);
            assertThat(slots(storage.log().read(19, 1 << 20, 100))).containsExactly(19L, 20L);
            assertThat(slots(storage.log().read(3, 1 << 20, 4))).containsExactly(3L, 4L);
            assertThat(storage.log().read(21, 1 << 20, 100)).isEmpty();
            assertThat(storage.log().read(5, 1 << 20, 4)).isEmpty();
            assertThat(storage.log().firstSlot()).isEqualTo(1);
            assertThat(storage.log().lastSlot()).isEqualTo(22);
        }
    }

    @Test
    void aBatchLargerThanASegmentFits() {
        try (NodeStorage storage = open()) {
            storage.form(Workload.GENESIS);
            for (int step = 1; step <= 3; step++) {
                storage.append(large(step));
            }
        }
        try (NodeStorage storage = open()) {
            assertThat(storage.log().lastSlot()).isEqualTo(300);
            storage.append(List.of(new LogRecord.Accepted(entry(301))));
        }
    }

    @Test
    void theOfflineLogGivesTheSlotsUpToTheGapAndChangesNothing() throws IOException {
        MemberId member;
        try (NodeStorage storage = open()) {
            member = storage.member();
            storage.form(Workload.GENESIS);
            for (int step = 1; step <= 12; step++) {
                storage.append(Workload.batch(step));
                if (step == 6) {
                    storage.checkpoint(4).join();
                }
            }
            long last = storage.log().lastSlot();
            storage.append(List.of(new LogRecord.Accepted(entry(last + 2)), new LogRecord.Accepted(entry(last + 5))));
            assertThatThrownBy(() -> engine.openOffline(directory))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("in use by another process");
        }
        Map<String, ByteBuffer> before = contents();

        List<AcceptedEntry> entries = new ArrayList<>();
        try (OfflineLog log = engine.openOffline(directory)) {
            assertThat(log.member()).isEqualTo(member);
            assertThat(log.genesis()).contains(Workload.GENESIS);
            assertThat(log.promised().round()).isEqualTo(3);
            assertThat(log.chosenUpTo()).isEqualTo(Workload.firstSlot(12) - 1);
            assertThat(log.truncatedUpTo()).isZero();
            assertThat(log.appliedUpTo()).isEqualTo(4);
            assertThat(log.forEachUpToGap(entries::add)).isEqualTo(2);
        }
        assertThat(slots(entries)).first().isEqualTo(1L);
        assertThat(slots(entries)).last().isEqualTo(Workload.firstSlot(13) - 1);
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void aDirectoryOfSomethingElseIsRefused() throws IOException {
        Files.writeString(directory.resolve("precious.txt"), "not ours");

        assertThatThrownBy(this::open)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("precious.txt")
                .hasMessageContaining("Choose an empty directory");
        assertThatThrownBy(() -> engine.openOffline(directory))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("is not a data directory");
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> engine.open(file, OPTIONS))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void unknownFormatsAreRefused() throws IOException {
        open().close();
        try (StoreFile maps = StoreFile.open(
                new DirectoryDisk(directory), StoreFile.NAME, Disk.Access.WRITE, 1, SafeFileStore::new)) {
            maps.meta().put("node/format", ByteBuffer.allocate(8).putLong(2).array());
            maps.store().commit();
            maps.store().sync();
        }
        assertThatThrownBy(this::open)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("has format 2; this build reads format 1");
    }

    @Test
    void anEngineThatIsNotThereIsRefusedWithThoseThatAre() {
        assertThat(StorageEngines.named(StorageEngines.DEFAULT)).isInstanceOf(MvStoreEngine.class);
        assertThatThrownBy(() -> StorageEngines.named("rocksdb"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("choose one of memory, mvstore");
    }

    private static AcceptedEntry entry(long slot) {
        LogRecord.Accepted any = (LogRecord.Accepted) Workload.batch(2).stream()
                .filter(LogRecord.Accepted.class::isInstance)
                .findFirst()
                .orElseThrow();
        return new AcceptedEntry(slot, any.accepted().ballot(), any.accepted().entry());
    }

    private static List<LogRecord> large(int step) {
        List<LogRecord> batch = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            batch.add(new LogRecord.Accepted(entry((step - 1) * 100L + i)));
        }
        return batch;
    }

    private static List<Long> slots(List<AcceptedEntry> entries) {
        return entries.stream().map(AcceptedEntry::slot).toList();
    }

    private Map<String, ByteBuffer> contents() throws IOException {
        Map<String, ByteBuffer> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                contents.put(file.getFileName().toString(), ByteBuffer.wrap(Files.readAllBytes(file)));
            }
        }
        return contents;
    }
}
