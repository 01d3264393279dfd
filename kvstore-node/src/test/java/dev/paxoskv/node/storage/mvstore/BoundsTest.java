package dev.paxoskv.node.storage.mvstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.statemachine.StateStore;
import dev.paxoskv.node.statemachine.Version;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StateInstall;
import dev.paxoskv.node.storage.StorageListener;
import dev.paxoskv.node.storage.StorageOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same keys written over and over again: neither the files nor the heap in use grow with the number of writes. */
class BoundsTest {
    private static final int KEYS = 1_000;
    private static final int VALUE_BYTES = 1_000;
    private static final int WRITES_PER_ROUND = 500;
    private static final int TAIL = 500;
    private static final int ROUNDS = 120;
    private static final int MIB = 1 << 20;
    private static final int UNSAVED_MEGABYTES = 4;

    private final SimulatedDisk disk = new SimulatedDisk();
    private final Random random = new Random(1);
    private final Queue<HistoryKey> history = new ArrayDeque<>();
    private long written;
    private long slot;

    /**
     * Needed are 1 MiB of keys, half of that as history and half as log. A checkpoint writes some 2 MiB of pages, and those
     * of the last five are kept; chunks that are half dead are cleaned up.
     */
    @Test
    void theFilesStayAsTheyAreUnderConstantOverwriting() throws IOException {
        long early = 0;
        long late = 0;
        long journal = 0;
        try (NodeStorage storage = open(disk)) {
            storage.form(Workload.GENESIS);
            for (int round = 0; round < ROUNDS; round++) {
                overwrite(storage);
                long before = slot - WRITES_PER_ROUND;
                storage.checkpoint(slot).join();
                storage.truncate(Math.max(0, before - TAIL));
                if (round >= ROUNDS / 2) {
                    late = Math.max(late, sizeOf(StoreFile.NAME));
                } else {
                    early = Math.max(early, sizeOf(StoreFile.NAME));
                }
                journal = Math.max(journal, journalBytes());
            }
        }
        assertThat(written).as("bytes that checkpoints wrote").isGreaterThan(150L * MIB);
        assertThat(late).isLessThan(30L * MIB).isLessThan(early * 3 / 2);
        assertThat(journal).as("two checkpoints' worth and the next segment").isLessThan(4L * MIB);
    }

    private void overwrite(NodeStorage storage) {
        StateStore state = storage.state();
        for (int i = 0; i < WRITES_PER_ROUND; i++) {
            byte[] value = new byte[VALUE_BYTES];
            random.nextBytes(value);
            storage.append(List.of(new LogRecord.Accepted(entry(++slot, value))));
            byte[] key = key(random.nextInt(KEYS));
            Version before = state.live(key);
            if (before != null) {
                state.putHistory(key, before);
                history.add(new HistoryKey(key, before.modRevision()));
            }
            state.putLive(key, new Version(slot, 0, slot, 1, 0, value));
            if (history.size() > TAIL) {
                HistoryKey oldest = history.remove();
                state.removeHistory(oldest.key(), oldest.revision());
            }
        }
    }

    @Test
    void installationsThatAreCutShortDoNotAddUp() throws IOException {
        long first = 0;
        for (int attempt = 0; attempt < 8; attempt++) {
            NodeStorage storage = open(disk);
            StateInstall install = storage.install();
            for (int key = 0; key < 4 * KEYS; key++) {
                install.state().putLive(key(key), Workload.version(key + 1, new byte[VALUE_BYTES]));
                if (key % 250 == 249) {
                    install.flush();
                }
            }
            storage.close();
            first = attempt == 0 ? sizeOf(StoreFile.NAME) : first;
        }
        assertThat(first).isGreaterThan(4L * MIB);
        assertThat(sizeOf(StoreFile.NAME)).isLessThan(3 * first);
    }

    /** The size of what is unsaved says when a checkpoint is due: it has to count a large value in the place of a small one. */
    @Test
    void aLargeValueInThePlaceOfASmallOneIsUnsavedAsAWhole() {
        try (NodeStorage storage = open(disk)) {
            storage.form(Workload.GENESIS);
            for (int key = 0; key < KEYS; key++) {
                storage.state().putLive(key(key), Workload.version(key + 1, new byte[10]));
            }
            storage.checkpoint(1).join();
            long limit = (long) UNSAVED_MEGABYTES * MIB;
            int values = 0;
            for (long bytes = 0; bytes < limit * 5 / 4 && !storage.wantsCheckpoint(); bytes += MIB / 8) {
                storage.state().putLive(key(++values * 9), Workload.version(KEYS + values, new byte[MIB / 8]));
            }
            assertThat(storage.wantsCheckpoint())
                    .as("after %d values of 128 KiB", values)
                    .isTrue();
            assertThat((long) values * MIB / 8).isGreaterThan(limit / 2);
        }
    }

    /** A process with little heap writes for as long as it is told to, and does not run out of memory. */
    @Test
    void checkpointsFitASmallHeap(@TempDir Path directory) throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(ChildJvm.command(
                        List.of("-Xmx48m", "-XX:+ExitOnOutOfMemoryError"),
                        LargeValueWriter.class,
                        directory.toString()))
                .redirectErrorStream(true)
                .start();
        StringBuilder said = new StringBuilder();
        try (BufferedReader output = writer.inputReader()) {
            output.lines().forEach(line -> said.append(line).append('\n'));
        }
        assertThat(writer.waitFor()).as("%s", said).isZero();
        assertThat(said).contains("done");
    }

    private static AcceptedEntry entry(long slot, byte[] value) {
        Entry entry = Entry.Batch.of(List.of(new Command(1, slot, 1, value)));
        return new AcceptedEntry(slot, new Ballot(1, new MemberId(7)), entry);
    }

    private static byte[] key(int key) {
        return ByteBuffer.allocate(4).putInt(key).array();
    }

    private long sizeOf(String name) throws IOException {
        try (Disk.File file = disk.open(name, Disk.Access.READ)) {
            return file.size();
        }
    }

    private long journalBytes() throws IOException {
        long bytes = 0;
        for (String name : disk.list()) {
            bytes += name.startsWith("journal") ? sizeOf(name) : 0;
        }
        return bytes;
    }

    private NodeStorage open(SimulatedDisk on) {
        StorageListener listener = new StorageListener() {
            @Override
            public void checkpointed(long bytes, long nanos) {
                written += bytes;
            }
        };
        AutoCloseable noLock = () -> {};
        return DataDirectory.open(
                on,
                noLock,
                new StorageOptions(StorageOptions.MIN_SEGMENT_BYTES, 1, UNSAVED_MEGABYTES, listener),
                SafeFileStore::new);
    }
}
