package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StateInstall;
import dev.paxoskv.node.storage.StorageListener;
import dev.paxoskv.node.storage.StorageOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
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
    private int truncated;
    private int imagesOfInstalls;
    private int installed;
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

    /** Images whose log began above slot 1. */
    int truncated() {
        return truncated;
    }

    /** Images taken while a state was being installed. */
    int imagesOfInstalls() {
        return imagesOfInstalls;
    }

    /** Those of them that held the new state. */
    int installed() {
        return installed;
    }

    private final class Run {
        private final long seed;
        private final Random random;
        private final SimulatedDisk disk = new SimulatedDisk();
        private final NodeStorage storage;
        private final Set<Integer> skipped = new HashSet<>();
        private int step;
        private long applied;
        private long checkpointed;
        private long truncatedThen;
        private long truncatable;
        private long installing;
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
                switch (random.nextInt(16)) {
                    case 0, 1, 2, 3 -> checkpoint();
                    case 4 -> truncate();
                    case 5 -> install(random.nextInt(6));
                    default -> {}
                }
            }
            disk.setHook((operation, file) -> {});
            storage.close();
        }

        private void append() {
            storage.append(Workload.batch(step + 1));
            step++;
        }

        private void checkpoint() {
            Workload.applyAll(storage);
            applied = storage.log().lastSlot();
            appendDuringCheckpoint = random.nextBoolean();
            checkpointAgain();
        }

        private void checkpointAgain() {
            long truncatedNow = storage.log().firstSlot() - 1;
            storage.checkpoint(applied).join();
            checkpointed = applied;
            truncatable = applied;
            truncatedThen = truncatedNow;
        }

        private void truncate() {
            storage.truncate(truncatable - Math.min(truncatable, random.nextInt(4)));
        }

        /** A state that is so many steps ahead of the log. Where it is in the middle of the log, that keeps the rest. */
        private void install(int stepsAhead) {
            checkpointAgain();
            long slot = stepsAhead == 0
                    ? applied + (storage.log().lastSlot() - applied) / 2
                    : Workload.firstSlot(step + stepsAhead + 1) - 1;
            int portion = 1 + random.nextInt(40);
            appendDuringCheckpoint = stepsAhead == 0;
            installing = slot;
            try (StateInstall install = storage.install()) {
                Workload.install(slot, install, portion);
            }
            installing = 0;
            for (int ahead = 1; ahead <= stepsAhead; ahead++) {
                skipped.add(++step);
            }
            applied = slot;
            checkpointed = slot;
            truncatedThen = slot;
            checkpointAgain();
        }

        private void beforeEachChange(SimulatedDisk.Operation operation, String file) {
            if (appendDuringCheckpoint && operation == SimulatedDisk.Operation.WRITE && file.equals(StoreFile.NAME)) {
                appendDuringCheckpoint = false;
                append();
            }
            if (random.nextDouble() < (file.equals(StoreFile.NAME) ? CHANCE_OF_IMAGE_IN_CHECKPOINT : CHANCE_OF_IMAGE)) {
                images++;
                imagesOfInstalls += installing > 0 ? 1 : 0;
                examine(disk.afterPowerLoss(random));
            }
        }

        private Oracle.Acknowledged acknowledged(Set<Integer> neverAppended) {
            return new Oracle.Acknowledged(step, checkpointed, truncatedThen, neverAppended);
        }

        /** Where the state that is being installed is there, the steps in front of it are not. */
        private void noteSkipped(NodeStorage opened, int steps, Set<Integer> neverAppended) {
            if (installing > 0 && opened.log().firstSlot() == installing + 1) {
                installed++;
                for (int missed = step + 1; missed <= steps; missed++) {
                    neverAppended.add(missed);
                }
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
                Set<Integer> neverAppended = new HashSet<>(skipped);
                try (NodeStorage opened = open(image, listener)) {
                    steps = Oracle.stepsIn(opened);
                    noteSkipped(opened, steps, neverAppended);
                    Oracle.complaints(opened, acknowledged(neverAppended))
                            .forEach(text -> complaints.add(where + text));
                    truncated += opened.log().firstSlot() > 1 ? 1 : 0;
                    goOn(opened, steps + 1);
                }
                try (NodeStorage again = open(image, StorageListener.NONE)) {
                    long last = again.log().lastSlot();
                    Oracle.complaints(again, new Oracle.Acknowledged(steps + 1, last, truncatedThen, neverAppended))
                            .forEach(text -> complaints.add(where + "after going on, " + text));
                }
                tornCheckpoints += fellBack[0] ? 1 : 0;
                unacknowledgedButThere += steps == step + 1 ? 1 : 0;
            } catch (RuntimeException e) {
                complaints.add(where + e);
            }
        }

        /** What survived a power loss is worth something only if it can be written to. */
        private void goOn(NodeStorage opened, int nextStep) {
            opened.append(Workload.batch(nextStep));
            Workload.applyAll(opened);
            opened.checkpoint(opened.log().lastSlot()).join();
        }

        private NodeStorage open(SimulatedDisk on, StorageListener listener) {
            AutoCloseable noLock = () -> {};
            StorageOptions options = new StorageOptions(StorageOptions.MIN_SEGMENT_BYTES, 1, listener);
            return DataDirectory.open(on, noLock, options, factory);
        }
    }
}
