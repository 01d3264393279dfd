package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageListener;
import dev.paxoskv.node.storage.StorageOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/**
 * Writes the {@link Workload} to a simulated disk, lets the power go at random instants, opens what is left, and asks the
 * {@link Oracle}. The writer itself goes on: each image is one that could have been.
 */
final class PowerLossCampaign {
    private static final int STEPS_PER_RUN = 60;
    private static final double CHANCE_OF_IMAGE = 0.08;

    /** Rarer than journal writes, and there is more that can go wrong. */
    private static final double CHANCE_OF_IMAGE_IN_CHECKPOINT = 0.4;

    private final StoreFile.FileStoreFactory factory;
    private final Predicate<String> unsynced;
    private final List<String> complaints = new ArrayList<>();
    private int images;
    private int tornCheckpoints;
    private int unacknowledgedButThere;

    /**
     * A campaign.
     *
     * @param factory the file store under test
     * @param unsynced files whose syncs are skipped
     */
    PowerLossCampaign(StoreFile.FileStoreFactory factory, Predicate<String> unsynced) {
        this.factory = factory;
        this.unsynced = unsynced;
    }

    /** Runs from this seed on until so many images were opened. */
    PowerLossCampaign run(long firstSeed, int wanted) {
        for (long seed = firstSeed; images < wanted; seed++) {
            new Run(seed).write();
        }
        return this;
    }

    List<String> complaints() {
        return complaints;
    }

    int images() {
        return images;
    }

    /** Images in which the newest checkpoint was not whole. */
    int tornCheckpoints() {
        return tornCheckpoints;
    }

    /** Images that held the batch that was being written. */
    int unacknowledgedButThere() {
        return unacknowledgedButThere;
    }

    private final class Run {
        private final long seed;
        private final Random random;
        private final SimulatedDisk disk = new SimulatedDisk();
        private final NodeStorage storage;
        private int step;
        private int acknowledged;
        private long applied;
        private long checkpointed;
        private boolean appendDuringCheckpoint;

        Run(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.storage = open(disk, StorageListener.NONE);
            storage.form(Workload.GENESIS);
            disk.lieAboutForceOf(unsynced);
            disk.setHook(this::beforeEachChange);
        }

        void write() {
            while (step < STEPS_PER_RUN) {
                append();
                if (random.nextInt(4) == 0) {
                    checkpoint();
                }
            }
            disk.setHook((operation, file) -> {});
            storage.close();
        }

        private void append() {
            storage.append(Workload.batch(step + 1));
            step++;
            acknowledged = step;
        }

        private void checkpoint() {
            long upTo = storage.log().lastSlot();
            while (applied < upTo) {
                Workload.apply(++applied, storage.state());
            }
            appendDuringCheckpoint = random.nextBoolean();
            long captured = applied;
            storage.checkpoint(captured).join();
            checkpointed = captured;
        }

        private void beforeEachChange(SimulatedDisk.Operation operation, String file) {
            if (appendDuringCheckpoint && operation == SimulatedDisk.Operation.WRITE && file.equals(StoreFile.NAME)) {
                appendDuringCheckpoint = false;
                append();
            }
            if (random.nextDouble() < (file.equals(StoreFile.NAME) ? CHANCE_OF_IMAGE_IN_CHECKPOINT : CHANCE_OF_IMAGE)) {
                images++;
                examine(disk.afterPowerLoss(random));
            }
        }

        private void examine(SimulatedDisk image) {
            String where = "seed " + seed + ", image " + images + ": ";
            boolean[] fellBack = {false};
            StorageListener listener = new StorageListener() {
                @Override
                public void fellBack(String what) {
                    fellBack[0] = true;
                }
            };
            try {
                int steps;
                try (NodeStorage opened = open(image, listener)) {
                    Oracle.complaints(opened, acknowledged, checkpointed).forEach(text -> complaints.add(where + text));
                    steps = Oracle.stepsIn(opened);
                    goOn(opened, steps + 1);
                }
                try (NodeStorage again = open(image, StorageListener.NONE)) {
                    Oracle.complaints(again, steps + 1, again.log().lastSlot())
                            .forEach(text -> complaints.add(where + "after going on, " + text));
                }
                tornCheckpoints += fellBack[0] ? 1 : 0;
                unacknowledgedButThere += steps > acknowledged ? 1 : 0;
            } catch (RuntimeException e) {
                complaints.add(where + e);
            }
        }

        /** What survived a power loss is worth something only if it can be written to. */
        private void goOn(NodeStorage opened, int nextStep) {
            opened.append(Workload.batch(nextStep));
            for (long slot = Workload.applied(opened.state()) + 1;
                    slot <= opened.log().lastSlot();
                    slot++) {
                Workload.apply(slot, opened.state());
            }
            opened.checkpoint(opened.log().lastSlot()).join();
        }

        private NodeStorage open(SimulatedDisk on, StorageListener listener) {
            AutoCloseable noLock = () -> {};
            StorageOptions options = new StorageOptions(StorageOptions.MIN_SEGMENT_BYTES, 1, listener);
            return DataDirectory.open(on, noLock, options, factory);
        }
    }
}
