package dev.paxoskv.node.storage.mvstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageException;
import dev.paxoskv.node.storage.StorageListener;
import dev.paxoskv.node.storage.StorageOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A disk that fails: the error says so, nothing is written after it, and what was acknowledged is there. */
class FailureTest {
    private static final int STEPS = 10;

    private final SimulatedDisk disk = new SimulatedDisk();

    private static NodeStorage open(SimulatedDisk on) {
        AutoCloseable noLock = () -> {};
        return DataDirectory.open(on, noLock, options(), SafeFileStore::new);
    }

    private static StorageOptions options() {
        return new StorageOptions(StorageOptions.MIN_SEGMENT_BYTES, 1, StorageListener.NONE);
    }

    @ParameterizedTest
    @CsvSource({"WRITE, No space left on device", "FORCE, Input/output error"})
    void aFailedAppendIsFinal(SimulatedDisk.Operation failing, String error) {
        NodeStorage storage = opened();
        failOnce(failing, "journal", error);

        assertThatThrownBy(() -> storage.append(Workload.batch(STEPS + 1)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("/simulated/journal-")
                .hasMessageContaining(error);
        assertEverythingIsRefusedFrom(storage, error);
        assertNothingIsLost(storage);
    }

    @ParameterizedTest
    @CsvSource({"WRITE, No space left on device", "FORCE, Input/output error"})
    void aFailedCheckpointIsFinal(SimulatedDisk.Operation failing, String error) {
        NodeStorage storage = opened();
        failOnce(failing, StoreFile.NAME, error);
        CompletableFuture<Void> checkpoint = storage.checkpoint(0);

        assertThatThrownBy(checkpoint::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("/simulated/" + StoreFile.NAME)
                .hasMessageContaining(error);
        assertEverythingIsRefusedFrom(storage, error);
        assertNothingIsLost(storage);
    }

    @ParameterizedTest
    @CsvSource({"CREATE", "WRITE", "FORCE", "RENAME", "SYNC_DIRECTORY"})
    void aDirectoryThatCannotBeFormattedSaysSoAndCanBeFormattedLater(SimulatedDisk.Operation failing) {
        failOnce(failing, "", "Permission denied");

        assertThatThrownBy(() -> open(disk))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("/simulated/")
                .hasMessageContaining("Permission denied");
        open(disk).close();
    }

    /** With a real disk that is full, where the test may mount one. */
    @Test
    void aFullDiskStopsTheNodeAndLosesNothing(@TempDir Path directory) throws IOException, InterruptedException {
        assumeTrue(
                mounted("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", directory.toString()), "may mount a tmpfs");
        try {
            int acknowledged = 0;
            try (NodeStorage storage = new MvStoreEngine().open(directory, options())) {
                storage.form(Workload.GENESIS);
                while (true) {
                    storage.append(Workload.batch(acknowledged + 1));
                    acknowledged++;
                }
            } catch (StorageException full) {
                assertThat(full)
                        .hasMessageContaining("No space left on device")
                        .hasMessageContaining(directory.toString());
            }
            assertThat(acknowledged).isPositive();
            try (NodeStorage storage = open(SimulatedDisk.of(directory))) {
                assertThat(Oracle.complaints(storage, acknowledged, 0)).isEmpty();
            }
        } finally {
            mounted("umount", directory.toString());
        }
    }

    private static boolean mounted(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }

    private NodeStorage opened() {
        NodeStorage storage = open(disk);
        storage.form(Workload.GENESIS);
        for (int step = 1; step <= STEPS; step++) {
            storage.append(Workload.batch(step));
        }
        return storage;
    }

    private void failOnce(SimulatedDisk.Operation failing, String filePrefix, String error) {
        boolean[] failed = {false};
        disk.setHook((operation, file) -> {
            if (!failed[0] && operation == failing && file.startsWith(filePrefix)) {
                failed[0] = true;
                throw new IOException(error);
            }
        });
    }

    private static void assertEverythingIsRefusedFrom(NodeStorage storage, String error) {
        assertThatThrownBy(() -> storage.append(Workload.batch(STEPS + 2)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("earlier failure")
                .hasMessageContaining(error);
        assertThatThrownBy(() -> storage.checkpoint(0))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("earlier failure");
    }

    private void assertNothingIsLost(NodeStorage storage) {
        storage.close();
        try (NodeStorage again = open(disk)) {
            assertThat(Oracle.complaints(again, STEPS, 0)).isEmpty();
        }
    }
}
