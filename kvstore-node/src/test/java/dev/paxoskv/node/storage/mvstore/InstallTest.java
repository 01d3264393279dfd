package dev.paxoskv.node.storage.mvstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StateInstall;
import dev.paxoskv.node.storage.StorageListener;
import dev.paxoskv.node.storage.StorageOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A crash at any moment of an installation leaves the old state with its log or the new one with its own. */
class InstallTest {
    private static final int STEPS = 30;
    private static final int APPLIED_STEPS = 20;

    /** Of each instant: everything written is kept, and some of what is not synced is lost. */
    private static final int POWER_LOSSES = 3;

    private final SimulatedDisk disk = new SimulatedDisk();
    private final List<SimulatedDisk> images = new ArrayList<>();

    /** The new state is behind the log's end (the rest of the log stays), just at it, and far ahead of it. */
    @ParameterizedTest
    @CsvSource({"25, true", "25, false", "30, true", "45, false"})
    void aCrashAtAnyWriteLeavesTheOldOrTheNew(int installedStep, boolean appendMeanwhile) {
        long oldSlot = Workload.firstSlot(APPLIED_STEPS + 1) - 1;
        long newSlot = Workload.firstSlot(installedStep + 1) - 1;
        try (NodeStorage storage = written(disk)) {
            Random random = new Random(installedStep);
            boolean[] appended = {!appendMeanwhile};
            disk.setHook((operation, file) -> {
                images.add(disk.copy());
                for (int i = 0; i < POWER_LOSSES; i++) {
                    images.add(disk.afterPowerLoss(random));
                }
                if (!appended[0] && operation == SimulatedDisk.Operation.FORCE) {
                    appended[0] = true;
                    storage.append(Workload.batch(STEPS + 1));
                }
            });
            try (StateInstall install = storage.install()) {
                Workload.install(newSlot, install, 30);
            }
            disk.setHook((operation, file) -> {});
            images.add(disk.copy());
            assertThat(complaintsAbout(storage, installedStep, newSlot)).isEmpty();
        }
        int held = 0;
        for (SimulatedDisk image : images) {
            held += examine(image, oldSlot, newSlot, installedStep) ? 1 : 0;
        }
        assertThat(held).as("images with the new state, of %d", images.size()).isBetween(3, images.size() / 2);
        assertThat(examine(images.getLast(), oldSlot, newSlot, installedStep)).isTrue();
    }

    /** Whether the image holds the new state; it must hold one of the two, whole. */
    private static boolean examine(SimulatedDisk image, long oldSlot, long newSlot, int installedStep) {
        try (NodeStorage storage = open(image)) {
            long applied = Workload.applied(storage.state());
            boolean isNew = applied == newSlot;
            assertThat(applied).isIn(oldSlot, newSlot);
            assertThat(storage.log().firstSlot()).isEqualTo(isNew ? newSlot + 1 : 1);
            assertThat(complaintsAbout(storage, isNew ? installedStep : 0, applied))
                    .isEmpty();
            Recovered recovered = storage.recovered();
            assertThat(recovered.chosenUpTo()).isGreaterThanOrEqualTo(isNew ? newSlot : 0);
            storage.checkpoint(applied).join();
            assertThat(storage.log().lastSlot()).isGreaterThanOrEqualTo(Workload.firstSlot(STEPS + 1) - 1);
            return isNew;
        } finally {
            assertThat(generationsIn(image)).hasSize(1);
        }
    }

    private static List<String> complaintsAbout(NodeStorage storage, int installedStep, long applied) {
        Set<Integer> skipped = new HashSet<>();
        for (int step = STEPS + 1; step <= installedStep; step++) {
            skipped.add(step);
        }
        return Oracle.complaints(storage, new Oracle.Acknowledged(STEPS, applied, 0, skipped));
    }

    @Test
    void oneInstallationAfterTheOtherLeavesOneState() {
        try (NodeStorage storage = written(disk)) {
            for (int step = STEPS; step < STEPS + 5; step++) {
                try (StateInstall install = storage.install()) {
                    Workload.install(Workload.firstSlot(step + 1) - 1, install, 20);
                }
            }
        }
        assertThat(generationsIn(disk)).containsExactly(5L);
    }

    private static List<Long> generationsIn(SimulatedDisk image) {
        try (StoreFile maps = StoreFile.open(image.copy(), StoreFile.NAME, Disk.Access.WRITE, 1, SafeFileStore::new)) {
            return StateMaps.generationsIn(maps.store());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** All steps in the log, some of them applied. */
    private static NodeStorage written(SimulatedDisk on) {
        NodeStorage storage = open(on);
        storage.form(Workload.GENESIS);
        for (int step = 1; step <= STEPS; step++) {
            storage.append(Workload.batch(step));
            if (step == APPLIED_STEPS) {
                Workload.applyAll(storage);
                storage.checkpoint(storage.log().lastSlot()).join();
            }
        }
        return storage;
    }

    private static NodeStorage open(SimulatedDisk on) {
        AutoCloseable noLock = () -> {};
        StorageOptions options = new StorageOptions(StorageOptions.MIN_SEGMENT_BYTES, 1, StorageListener.NONE);
        return DataDirectory.open(on, noLock, options, SafeFileStore::new);
    }
}
