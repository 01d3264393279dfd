package dev.paxoskv.node.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.snapshot.SnapshotException;
import dev.paxoskv.node.snapshot.SnapshotFile;
import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.VersionCursor;
import dev.paxoskv.node.storage.HeldDirectory;
import dev.paxoskv.node.storage.StorageException;
import dev.paxoskv.node.storage.StorageOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot of one cluster, restored into an empty directory, is another cluster with the same content. */
class RestoreTest {
    private static final ClusterId NEW = new ClusterId(0xdef);
    private static final Founder FOUNDER = new Founder("first", "f:1", "f:2", "f:3");
    private static final byte[] FIRST_KEY = {};

    @TempDir
    private Path temporary;

    @Test
    void everyKeyIsThereWithItsRevisions() throws Exception {
        try (Backup backup = Backup.of(temporary.resolve("from"), 5_000)) {
            Path to = temporary.resolve("to");
            Founded founded = restore(backup.file(), to);
            assertThat(founded.genesis().cluster()).isEqualTo(NEW);
            assertThat(founded.genesis().alpha()).isEqualTo(64);
            assertThat(founded.origin().genesis().cluster()).isEqualTo(Cluster.ID);
            try (SingleNode node = new SingleNode(to)) {
                assertThat(node.storage().member()).isEqualTo(founded.member());
                assertSame(node.read(), backup.view());
                assertThat(node.write(Operation.Put.of(Cluster.key(1), Cluster.value(1)))
                                .revision())
                        .isEqualTo(backup.view().revision() + 1);
            }
            try (SingleNode node = new SingleNode(to)) {
                assertThat(node.read().revision()).isEqualTo(backup.view().revision() + 1);
            }
        }
    }

    private static void assertSame(ReadView actual, ReadView expected) {
        assertThat(actual.revision()).isEqualTo(expected.revision());
        VersionCursor there = actual.cursor(FIRST_KEY, null);
        VersionCursor wanted = expected.cursor(FIRST_KEY, null);
        while (wanted.next()) {
            assertThat(there.next()).isTrue();
            assertThat(there.key()).isEqualTo(wanted.key());
            assertThat(there.version()).isEqualTo(wanted.version());
        }
        assertThat(there.next()).isFalse();
        assertThat(actual.hash(expected.revision())).isEqualTo(expected.hash(expected.revision()));
    }

    @Test
    void aDamagedFileLeavesADirectoryThatCanBeUsedAgain() throws Exception {
        try (Backup backup = Backup.of(temporary.resolve("from"), 500)) {
            Path to = temporary.resolve("to");
            byte[] damaged = backup.file().clone();
            damaged[damaged.length - 1]++;
            assertThatThrownBy(() -> restore(damaged, to))
                    .isInstanceOf(SnapshotException.class)
                    .hasMessageContaining("SHA-256");
            assertThatThrownBy(() -> restore(Arrays.copyOf(damaged, damaged.length / 2), to))
                    .isInstanceOf(SnapshotException.class)
                    .hasMessageContaining("cut short");
            restore(backup.file(), to);
            try (SingleNode node = new SingleNode(to)) {
                assertSame(node.read(), backup.view());
            }
        }
    }

    @Test
    void aDirectoryWithDataIsRefused() throws Exception {
        try (Backup backup = Backup.of(temporary.resolve("from"), 20)) {
            Path to = temporary.resolve("to");
            Cluster.ENGINE.open(to, StorageOptions.defaults()).close();
            assertThatThrownBy(() -> restore(backup.file(), to))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("empty directory");
        }
    }

    @Test
    void theSameRestoreAgainChangesNothing() throws Exception {
        try (Backup backup = Backup.of(temporary.resolve("from"), 100)) {
            Path to = temporary.resolve("to");
            Founded founded = restore(backup.file(), to);
            Map<String, byte[]> files = DirectoryContent.of(to);
            SnapshotOrigin<RuntimeException> unread = _ -> {
                throw new AssertionError("there is no need to read the snapshot");
            };
            assertThat(Restore.run(unread, Cluster.ENGINE, to, FOUNDER, NEW))
                    .isEqualTo(new FoundedBefore(founded.genesis(), founded.member(), false));
            assertThat(DirectoryContent.of(to)).containsExactlyEntriesOf(files);
            assertThatThrownBy(() -> Restore.run(unread, Cluster.ENGINE, to, FOUNDER, new ClusterId(0x123)))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("cluster " + NEW);
            assertThat(DirectoryContent.of(to)).containsExactlyEntriesOf(files);
        }
    }

    @Test
    void aRestoreThatWasCutOffBeginsAnew() throws Exception {
        try (Backup backup = Backup.of(temporary.resolve("from"), 500)) {
            Path to = temporary.resolve("to");
            try (HeldDirectory held = Cluster.ENGINE.hold(to)) {
                Files.writeString(held.beginReplacement().resolve("half-a-file"), "as a crash leaves it");
            }
            assertThat(restore(backup.file(), to).genesis().cluster()).isEqualTo(NEW);
            try (SingleNode node = new SingleNode(to)) {
                assertSame(node.read(), backup.view());
            }
            assertThat(DirectoryContent.of(to)).doesNotContainKey("half-a-file");
        }
    }

    @Test
    void aRestoreThatWasCutOffNearItsEndIsBroughtToIt() throws Exception {
        try (Backup backup = Backup.of(temporary.resolve("from"), 500)) {
            Path to = temporary.resolve("to");
            Founded built = buildWithoutReplacing(backup.file(), to);
            Files.move(to.resolve("new-data.building"), to.resolve("new-data.complete"));
            assertThat(restoring(backup.file(), to))
                    .isEqualTo(new FoundedBefore(built.genesis(), built.member(), true));
            assertThat(restoring(backup.file(), to))
                    .isEqualTo(new FoundedBefore(built.genesis(), built.member(), false));
            try (SingleNode node = new SingleNode(to)) {
                assertSame(node.read(), backup.view());
            }
        }
    }

    @Test
    void somethingElseInTheDirectoryIsRefusedAndKept() throws Exception {
        try (Backup backup = Backup.of(temporary.resolve("from"), 20)) {
            Path to = temporary.resolve("to");
            buildWithoutReplacing(backup.file(), to);
            Files.writeString(to.resolve("letter.txt"), "dear");
            Map<String, byte[]> files = DirectoryContent.of(to);
            assertThatThrownBy(() -> restore(backup.file(), to))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("letter.txt");
            assertThat(DirectoryContent.of(to)).containsExactlyEntriesOf(files);
        }
    }

    private static Founded buildWithoutReplacing(byte[] file, Path to) throws Exception {
        try (HeldDirectory held = Cluster.ENGINE.hold(to)) {
            return Replacement.build(held, Cluster.ENGINE, FOUNDER, NEW, reading(file));
        }
    }

    private static Founded restore(byte[] file, Path to) throws Exception {
        return (Founded) restoring(file, to);
    }

    private static Founding restoring(byte[] file, Path to) throws Exception {
        return Restore.run(reading(file), Cluster.ENGINE, to, FOUNDER, NEW);
    }

    private static SnapshotOrigin<IOException> reading(byte[] file) {
        return sink -> SnapshotFile.read(new ByteArrayInputStream(file), sink);
    }
}
