package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.statemachine.Version;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageListener;
import dev.paxoskv.node.storage.StorageOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * Measures the storage by itself, with the default options. Not a test: it asserts nothing, because a figure belongs to
 * the machine it was taken on. Arguments: a directory on the disk to measure (a new one is made in it).
 */
final class StorageBenchmark {
    private static final int VALUE_BYTES = 256;
    private static final int WARM_UP = 2_000;
    private static final int BATCHES = 5_000;
    private static final int KEYS = 1_000_000;
    private static final int UPDATES_PER_CHECKPOINT = 60_000;
    private static final PrintStream OUT = System.out;

    private final byte[] value = new byte[VALUE_BYTES];
    private long slot;
    private long journaled;
    private long checkpointBytes;
    private long checkpointNanos;

    private StorageBenchmark() {
        new Random(1).nextBytes(value);
    }

    /** Runs it all. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createTempDirectory(Path.of(arguments[0]), "storage-benchmark");
        new StorageBenchmark().run(directory);
    }

    private void run(Path directory) throws IOException {
        plainAppends(directory.resolveSibling("storage-benchmark.plain"), 384);
        plainAppends(directory.resolveSibling("storage-benchmark.plain"), 32_256);
        try (NodeStorage storage = open(directory)) {
            storage.form(Workload.GENESIS);
            appends(storage, 1);
            appends(storage, 100);
            fill(storage);
            updates(storage);
        }
        long begun = System.nanoTime();
        try (NodeStorage storage = open(directory)) {
            OUT.printf(
                    "open again: %d ms, %d slots, %d keys%n",
                    (System.nanoTime() - begun) / 1_000_000,
                    storage.log().lastSlot(),
                    storage.state().liveSize());
        }
    }

    /** What the disk itself takes: the same bytes, written and synced in a file that is allocated already. */
    private static void plainAppends(Path file, int bytes) throws IOException {
        long[] nanos = new long[BATCHES];
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
            for (int pass = 0; pass < 2; pass++) {
                for (int i = 0; i < BATCHES; i++) {
                    long begun = System.nanoTime();
                    channel.write(buffer.clear(), (long) i * bytes);
                    if (pass > 0) {
                        channel.force(false);
                    }
                    nanos[i] = System.nanoTime() - begun;
                }
                channel.force(true);
            }
        }
        Files.delete(file);
        print("plain append and sync of " + bytes + " bytes", nanos);
    }

    private static void print(String what, long[] nanos) {
        Arrays.sort(nanos);
        OUT.printf(
                "%s: p50 %d us, p99 %d us, p99.9 %d us%n",
                what,
                nanos[BATCHES / 2] / 1_000,
                nanos[BATCHES * 99 / 100] / 1_000,
                nanos[BATCHES * 999 / 1000] / 1_000);
    }

    private NodeStorage open(Path directory) {
        StorageListener listener = new StorageListener() {
            @Override
            public void journaled(int records, long bytes, long syncNanos) {
                journaled += bytes;
            }

            @Override
            public void checkpointed(long bytes, long nanos) {
                checkpointBytes = bytes;
                checkpointNanos = nanos;
            }
        };
        return new MvStoreEngine().open(directory, StorageOptions.defaults().withListener(listener));
    }

    private void appends(NodeStorage storage, int entries) {
        long[] nanos = new long[BATCHES];
        for (int i = -WARM_UP; i < BATCHES; i++) {
            List<LogRecord> batch = new ArrayList<>(entries);
            for (int j = 0; j < entries; j++) {
                Entry entry = Entry.Batch.of(List.of(new Command(1, slot, 1, value)));
                batch.add(new LogRecord.Accepted(new AcceptedEntry(++slot, new Ballot(1, new MemberId(7)), entry)));
            }
            long begun = System.nanoTime();
            if (i == 0) {
                journaled = 0;
            }
            storage.append(batch);
            if (i >= 0) {
                nanos[i] = System.nanoTime() - begun;
            }
            if (i % 500 == 0) {
                storage.checkpoint(0).join();
            }
        }
        print("durable batch of " + entries + " entries of " + VALUE_BYTES + " bytes", nanos);
        OUT.printf("    %d bytes of journal each%n", journaled / BATCHES);
    }

    private void fill(NodeStorage storage) {
        for (int key = 0; key < KEYS; key++) {
            storage.state().putLive(key(key), version(key));
            if (key % 50_000 == 0) {
                storage.checkpoint(0).join();
            }
        }
        storage.checkpoint(0).join();
    }

    private void updates(NodeStorage storage) {
        Random random = new Random(2);
        for (int round = 1; round <= 4; round++) {
            long begun = System.nanoTime();
            for (int i = 0; i < UPDATES_PER_CHECKPOINT; i++) {
                storage.state().putLive(key(random.nextInt(KEYS)), version(i));
            }
            long updated = System.nanoTime();
            CompletableFuture<Void> checkpoint = storage.checkpoint(0);
            long captured = System.nanoTime();
            checkpoint.join();
            OUT.printf(
                    "%d updates of %d keys: %d ms; checkpoint: capture %d us, written in %d ms, %d MiB%n",
                    UPDATES_PER_CHECKPOINT,
                    KEYS,
                    (updated - begun) / 1_000_000,
                    (captured - updated) / 1_000,
                    checkpointNanos / 1_000_000,
                    checkpointBytes >> 20);
        }
    }

    private Version version(long revision) {
        return new Version(revision, 0, revision, 1, 0, value);
    }

    private static byte[] key(int key) {
        return String.format("key-%012d", key).getBytes(StandardCharsets.US_ASCII);
    }
}
