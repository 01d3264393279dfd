package dev.paxoskv.node.storage.mvstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageListener;
import dev.paxoskv.node.storage.StorageOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One entry of the log is not what was written: it is never given out, it is named, and it can be written anew. */
class DamagedEntryTest {
    private static final int SLOTS = 2_000;
    private static final int CHOSEN = 1_500;

    private final SimulatedDisk disk = new SimulatedDisk();
    private final List<Long> told = new ArrayList<>();

    /** More than the cache holds, so that old entries come from the disk when they are read. */
    @BeforeEach
    void write() {
        try (NodeStorage storage = open()) {
            storage.form(Workload.GENESIS);
            for (long slot = 1; slot <= SLOTS; slot++) {
                storage.append(List.of(new LogRecord.Accepted(entry(slot, 1))));
            }
            storage.append(List.of(new LogRecord.ChosenUpTo(CHOSEN)));
            storage.checkpoint(0).join();
            storage.append(List.of(new LogRecord.Promised(new Ballot(5, new MemberId(7)))));
            storage.checkpoint(0).join();
            storage.checkpoint(0).join();
        }
    }

    @Test
    void aChosenEntryThatGoesBadUnderARunningNodeIsNamedAndRepaired() {
        try (NodeStorage storage = open()) {
            disk.damage(StoreFile.NAME, placeOf(700));

            assertThat(slots(storage, 690)).hasSize(10).last().isEqualTo(699L);
            assertThat(slots(storage, 700)).isEmpty();
            assertThat(slots(storage, 701)).first().isEqualTo(701L);
            assertThat(storage.log().damaged()).hasValue(700);
            assertThat(told).containsExactly(700L);

            storage.append(List.of(new LogRecord.Learned(entry(700, 3))));
            assertThat(storage.log().damaged()).isEmpty();
            assertThat(slots(storage, 690)).hasSize(SLOTS - 689);
            assertThat(storage.log().read(700, 1, 700)).containsExactly(entry(700, 3));
            assertThat(storage.recovered().chosenUpTo()).isEqualTo(CHOSEN);
            storage.checkpoint(0).join();
        }
        assertThat(told).containsExactly(700L);
    }

    /** As if it had gone bad in memory, before the checksum of the chunk was made: the chunk itself is whole. */
    @Test
    void anAcceptedEntryThatIsBadAtTheStartIsFaulty() {
        damageUnderAGoodSeal(1_600);
        damageUnderAGoodSeal(1_603);
        try (NodeStorage storage = open()) {
            Recovered recovered = storage.recovered();
            assertThat(recovered.faulty()).containsExactly(1_600L, 1_603L);
            assertThat(recovered.accepted()).hasSize(SLOTS - CHOSEN - 2);
            assertThat(recovered.promised().round()).isEqualTo(5);
            assertThat(recovered.chosenUpToAtLeast(1_601).chosenUpTo()).isEqualTo(1_599);
            assertThat(storage.log().damaged()).hasValue(1_600);

            storage.append(List.of(new LogRecord.Learned(entry(1_600, 4)), new LogRecord.Accepted(entry(1_603, 4))));
        }
        try (NodeStorage storage = open()) {
            assertThat(storage.recovered().faulty()).isEmpty();
            assertThat(storage.log().read(1_600, 1, 1_600)).containsExactly(entry(1_600, 4));
        }
    }

    @Test
    void aDamagedEntryThatIsTruncatedIsForgotten() {
        damageUnderAGoodSeal(20);
        try (NodeStorage storage = open()) {
            assertThat(storage.recovered().faulty()).isEmpty();
            assertThat(slots(storage, 1)).last().isEqualTo(19L);
            storage.checkpoint(30).join();
            storage.truncate(30);
            assertThat(storage.log().damaged()).isEmpty();
            assertThat(slots(storage, 31)).hasSize(SLOTS - 30);
        }
    }

    /** Where in the store file the value of a slot stands. */
    private int placeOf(long slot) {
        byte[] content = disk.content(StoreFile.NAME);
        byte[] searched = payload(slot);
        for (int at = 0; at + searched.length <= content.length; at++) {
            if (ByteBuffer.wrap(content, at, searched.length).equals(ByteBuffer.wrap(searched))) {
                return at + 2;
            }
        }
        throw new AssertionError("slot " + slot + " is not in the file");
    }

    private void damageUnderAGoodSeal(long slot) {
        int place = placeOf(slot);
        disk.damage(StoreFile.NAME, place);
        byte[] content = disk.content(StoreFile.NAME);
        int start = place / SimulatedDisk.BLOCK_BYTES * SimulatedDisk.BLOCK_BYTES;
        while (!new String(content, start, 6, StandardCharsets.ISO_8859_1).equals("chunk:")) {
            start -= SimulatedDisk.BLOCK_BYTES;
        }
        String header = new String(content, start, 200, StandardCharsets.ISO_8859_1);
        int blocks = Integer.parseInt(header.replaceFirst("(?s).*,len:([0-9a-f]+).*", "$1"), 16);
        ByteBuffer chunk = ByteBuffer.wrap(content, start, blocks * SimulatedDisk.BLOCK_BYTES);
        ChunkSeal.put(chunk.slice());
        disk.overwrite(StoreFile.NAME, content);
    }

    private static List<Long> slots(NodeStorage storage, long from) {
        return storage.log().read(from, 100 << 20, SLOTS).stream()
                .map(AcceptedEntry::slot)
                .toList();
    }

    private static AcceptedEntry entry(long slot, long round) {
        return new AcceptedEntry(
                slot,
                new Ballot(round, new MemberId(7)),
                Entry.Batch.of(List.of(new Command(1, slot, 1, payload(slot)))));
    }

    private static byte[] payload(long slot) {
        return ("value of slot " + slot + " ").repeat(60).getBytes(StandardCharsets.US_ASCII);
    }

    private NodeStorage open() {
        StorageListener listener = new StorageListener() {
            @Override
            public void damaged(long slot) {
                told.add(slot);
            }
        };
        AutoCloseable noLock = () -> {};
        return DataDirectory.open(
                disk, noLock, new StorageOptions(StorageOptions.MIN_SEGMENT_BYTES, 1, listener), SafeFileStore::new);
    }
}
