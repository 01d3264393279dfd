package dev.paxoskv.node.storage.mvstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageException;
import dev.paxoskv.node.storage.StorageListener;
import dev.paxoskv.node.storage.StorageOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that writes, truncates, installs states and acknowledges is killed with SIGKILL at random, again and again on the same directory. More:
 * {@code -Dpaxoskv.storage.kills=500 -Dpaxoskv.storage.seed=1000}.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("paxoskv.storage.kills", 54);
    private static final long SEED = Long.getLong("paxoskv.storage.seed", 1);
    private static final int KILLS_PER_DIRECTORY = 9;
    private static final int MOST_LINES_BEFORE_THE_KILL = 150;

    private final Random random = new Random(SEED);
    private int acknowledged;
    private long checkpointed;
    private long truncated;
    private int installations;

    @Test
    void nothingAcknowledgedIsLost(@TempDir Path directory) throws IOException, InterruptedException {
        for (int kill = 0; kill < KILLS; kill++) {
            if (kill % KILLS_PER_DIRECTORY == 0) {
                acknowledged = 0;
                checkpointed = 0;
                truncated = 0;
            }
            Path data = directory.resolve("data-" + kill / KILLS_PER_DIRECTORY);
            writeUntilKilled(data);
            try (NodeStorage storage = new MvStoreEngine().open(data, options())) {
                assertThat(Oracle.complaints(
                                storage, new Oracle.Acknowledged(acknowledged, checkpointed, truncated, Set.of())))
                        .as("seed %d, kill %d", SEED, kill)
                        .isEmpty();
                acknowledged = Oracle.stepsIn(storage);
                truncated = storage.log().firstSlot() - 1;
            }
        }
        assertThat(truncated).as("the truncation point of the last directory").isPositive();
        assertThat(installations).as("installations that were acknowledged").isPositive();
    }

    @Test
    void aSecondProcessIsRefused(@TempDir Path directory) throws IOException, InterruptedException {
        Process writer = start(directory);
        try {
            assertThat(writer.inputReader().readLine()).isNotNull();
            String refusal = refusal(() -> new MvStoreEngine().open(directory, options()));
            String offlineRefusal = refusal(() -> new MvStoreEngine().openOffline(directory));

            assertThat(List.of(refusal, offlineRefusal))
                    .allSatisfy(text -> assertThat(text).contains(directory.toString(), "in use by another process"));
        } finally {
            writer.destroyForcibly().waitFor();
        }
        new MvStoreEngine().open(directory, options()).close();
    }

    /** On POSIX a process loses its lock when it closes any other channel on the same file. */
    @Test
    void aSecondOpenInTheSameProcessIsRefusedAndDoesNotLetOthersIn(@TempDir Path directory)
            throws IOException, InterruptedException {
        try (NodeStorage storage = new MvStoreEngine().open(directory, options())) {
            assertThat(refusal(() -> new MvStoreEngine().open(directory, options())))
                    .contains("in use by another process");
            assertThat(refusal(() -> new MvStoreEngine().openOffline(directory)))
                    .contains("in use by another process");

            Process other = start(directory);
            assertThat(other.inputReader().readLine())
                    .as("what the other process wrote")
                    .isNull();
            assertThat(other.waitFor()).isEqualTo(1);
            assertThat(storage.log().lastSlot()).isZero();
        }
    }

    private static String refusal(Runnable opening) {
        try {
            opening.run();
            return "it was let in";
        } catch (StorageException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void writeUntilKilled(Path data) throws IOException, InterruptedException {
        Process writer = start(data);
        int lines = 1 + random.nextInt(MOST_LINES_BEFORE_THE_KILL);
        try (BufferedReader said = writer.inputReader()) {
            for (int i = 0; i < lines; i++) {
                note(said.readLine());
            }
            // Not the process's own method, which would close its output with what is still in it.
            writer.toHandle().destroyForcibly();
            String line;
            while ((line = said.readLine()) != null) {
                note(line);
            }
        }
        int exitCode = writer.waitFor();
        assertThat(exitCode).as("killed, not ended by itself").isEqualTo(128 + 9);
    }

    /** A line that was cut short by the kill was not said. */
    private void note(String line) {
        assertThat(line).as("the writer ended by itself").isNotNull();
        if (line.startsWith("S ")) {
            acknowledged = Math.max(acknowledged, Integer.parseInt(line.substring(2)));
        } else if (line.startsWith("C ")) {
            checkpointed = Math.max(checkpointed, Long.parseLong(line.substring(2)));
        } else if (line.startsWith("I ")) {
            installations++;
            checkpointed = Math.max(checkpointed, Long.parseLong(line.substring(2)));
            truncated = Math.max(truncated, checkpointed);
        }
    }

    private Process start(Path data) throws IOException {
        return new ProcessBuilder(ChildJvm.command(
                        List.of("-Xmx128m"), KilledWriter.class, data.toString(), Long.toString(random.nextLong())))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static StorageOptions options() {
        return new StorageOptions(StorageOptions.MIN_SEGMENT_BYTES, 1, StorageListener.NONE);
    }
}
