package dev.paxoskv.node.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.snapshot.SnapshotException;
import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.VersionCursor;
import dev.paxoskv.node.storage.StorageException;
import dev.paxoskv.node.storage.StorageOptions;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Arrays;
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

    private static Founded restore(byte[] file, Path to) throws Exception {
        return Restore.run(new ByteArrayInputStream(file), Cluster.ENGINE, to, FOUNDER, NEW);
    }
}
