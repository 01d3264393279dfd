package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StateInstall;
import dev.paxoskv.node.storage.StorageListener;
import dev.paxoskv.node.storage.StorageOptions;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * The process that {@link KillTest} kills: goes on with the {@link Workload} where the directory ends, one thread for the
 * disk and one that applies, and says on its standard output what was acknowledged, a line each: {@code S n} for a step,
 * {@code C slot} for a checkpoint, {@code I slot} for an installed state.
 */
final class KilledWriter {
    private static final FileOutputStream OUT = new FileOutputStream(FileDescriptor.out);

    /** So many steps the log may be ahead of the applier, so that what that does is not left out where it is slow. */
    private static final int AHEAD = 20;

    private KilledWriter() {}

    /** Arguments: the directory, a seed. Runs until it is killed. */
    public static void main(String[] arguments) {
        Random random = new Random(Long.parseLong(arguments[1]));
        StorageOptions options = new StorageOptions(StorageOptions.MIN_SEGMENT_BYTES, 1, StorageListener.NONE);
        NodeStorage storage = new MvStoreEngine().open(Path.of(arguments[0]), options);
        storage.form(Workload.GENESIS);
        Semaphore appended = new Semaphore(1);
        Semaphore room = new Semaphore(AHEAD);
        long applierSeed = random.nextLong();
        Thread applier = Thread.ofPlatform().daemon().unstarted(() -> {
            try {
                apply(storage, appended, room, applierSeed);
            } finally {
                room.release(AHEAD); // the writer ends by itself then
            }
        });
        applier.start();
        for (int step = Oracle.stepsIn(storage) + 1; applier.isAlive(); step++) {
            room.acquireUninterruptibly();
            storage.append(Workload.batch(step));
            say("S " + step);
            appended.release();
        }
        System.exit(1);
    }

    private static void apply(NodeStorage storage, Semaphore appended, Semaphore room, long seed) {
        Random random = new Random(seed);
        long applied = Workload.applied(storage.state());
        while (true) {
            appended.acquireUninterruptibly();
            long upTo = storage.log().lastSlot();
            while (applied < upTo) {
                Workload.apply(++applied, storage.state());
                if (random.nextInt(60) == 0) {
                    checkpoint(storage, applied, random);
                }
            }
            if (random.nextInt(40) == 0) {
                applied = installAhead(storage, applied);
            }
            room.release();
        }
    }

    private static void checkpoint(NodeStorage storage, long applied, Random random) {
        CompletableFuture<Void> said = storage.checkpoint(applied).thenRun(() -> say("C " + applied));
        assert !said.isCompletedExceptionally();
        if (random.nextBoolean()) {
            said.join();
            storage.truncate(applied - Math.min(applied, random.nextInt(20)));
        }
    }

    /** Puts a state in that is at the end of the log, which grows meanwhile. */
    private static long installAhead(NodeStorage storage, long applied) {
        storage.checkpoint(applied).join();
        long slot = storage.log().lastSlot();
        try (StateInstall install = storage.install()) {
            Workload.install(slot, install, 25);
        }
        say("I " + slot);
        return slot;
    }

    static void say(String line) {
        try {
            OUT.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
