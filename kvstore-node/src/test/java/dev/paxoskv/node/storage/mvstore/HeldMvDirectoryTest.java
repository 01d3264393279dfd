package dev.paxoskv.node.storage.mvstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.storage.HeldDirectory;
import dev.paxoskv.node.storage.HeldDirectory.Content;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageEngine;
import dev.paxoskv.node.storage.StorageException;
import dev.paxoskv.node.storage.StorageOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data in the place of other data: after a crash between any two steps it is the one, the other, or refused. */
class HeldMvDirectoryTest {
    private static final StorageEngine ENGINE = new MvStoreEngine();
    private static final String KEPT = "before-recovery-1";

    @TempDir
    private Path directory;

    @TempDir
    private Path copies;

    private MemberId old = MemberId.NONE;
    private MemberId replacement = MemberId.NONE;

    /** Stops where the new data is whole, and nothing was moved yet. */
    @BeforeEach
    void build() {
        old = format(directory);
        try (HeldDirectory held = ENGINE.hold(directory)) {
            replacement = format(held.beginReplacement());
        }
    }

    private static MemberId format(Path where) {
        try (NodeStorage storage = ENGINE.open(where, StorageOptions.defaults())) {
            return storage.member();
        }
    }

    @Test
    void newDataTakesThePlaceOfOld() {
        try (HeldDirectory held = ENGINE.hold(directory)) {
            assertThat(held.content()).isEqualTo(Content.DATA);
            assertThat(held.replace()).contains(directory.resolve(KEPT));
        }
        assertThat(format(directory)).isEqualTo(replacement);
        assertThat(format(directory.resolve(KEPT))).isEqualTo(old);
        assertThat(directory.resolve(HeldMvDirectory.MOVING)).doesNotExist();
    }

    @Test
    void beforeAnythingWasMovedTheOldDataOpensAndTheNewIsForgotten() throws IOException {
        rename(HeldMvDirectory.BUILDING, HeldMvDirectory.COMPLETE);
        assertThat(format(directory)).isEqualTo(old);
        try (HeldDirectory held = ENGINE.hold(directory)) {
            assertThat(held.content()).isEqualTo(Content.DATA);
            assertThat(held.beginReplacement()).isEmptyDirectory();
        }
        assertThat(directory.resolve(HeldMvDirectory.COMPLETE)).doesNotExist();
        assertThat(format(directory)).isEqualTo(old);
    }

    @Test
    void everyStepOfTheMoveIsRefusedToANodeAndGoesOnWhenTriedAgain() throws IOException {
        List<Path> oldFiles = files(directory);
        rename(HeldMvDirectory.BUILDING, HeldMvDirectory.COMPLETE);
        Files.createDirectory(directory.resolve(KEPT));
        for (Path file : oldFiles.reversed()) {
            move(file, KEPT);
            assertHalfReplaced();
        }
        rename(HeldMvDirectory.COMPLETE, HeldMvDirectory.MOVING);
        assertHalfReplaced();
        List<Path> newFiles = files(directory.resolve(HeldMvDirectory.MOVING));
        for (Path file : newFiles.subList(0, newFiles.size() - 1)) {
            move(file, "");
            assertHalfReplaced();
        }
        try (HeldDirectory held = ENGINE.hold(directory)) {
            held.replace();
        }
        assertThat(format(directory)).isEqualTo(replacement);
        assertThat(format(directory.resolve(KEPT))).isEqualTo(old);
    }

    /** Refused here, and in a copy of it the replacement goes on to its end. */
    private void assertHalfReplaced() throws IOException {
        assertThatThrownBy(() -> ENGINE.open(directory, StorageOptions.defaults()))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("paxoskv recover");
        Path copy = Files.createTempDirectory(copies, "copy");
        copy(directory, copy);
        try (HeldDirectory held = ENGINE.hold(copy)) {
            assertThat(held.content()).isEqualTo(Content.HALF_REPLACED);
            assertThatThrownBy(held::beginReplacement).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(held::abandonReplacement).isInstanceOf(IllegalStateException.class);
            assertThat(held.replace()).contains(copy.resolve(KEPT));
        }
        assertThat(format(copy)).isEqualTo(replacement);
        assertThat(format(copy.resolve(KEPT))).isEqualTo(old);
    }

    @Test
    void anEmptyDirectoryGetsItsFirstData() throws IOException {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        MemberId first;
        try (HeldDirectory held = ENGINE.hold(empty)) {
            assertThat(held.content()).isEqualTo(Content.EMPTY);
            first = format(held.beginReplacement());
            assertThat(held.content()).isEqualTo(Content.UNFINISHED);
        }
        assertThatThrownBy(() -> ENGINE.open(empty, StorageOptions.defaults())).hasMessageContaining("interrupted");
        try (HeldDirectory held = ENGINE.hold(empty)) {
            assertThat(held.replace()).isEmpty();
        }
        assertThat(format(empty)).isEqualTo(first);
    }

    @Test
    void anotherProgramsFilesAreRefused() throws IOException {
        Path foreign = Files.createDirectory(directory.resolve("foreign"));
        Files.writeString(foreign.resolve("letter.txt"), "dear");
        try (HeldDirectory held = ENGINE.hold(foreign)) {
            assertThatThrownBy(held::content)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("letter.txt");
        }
    }

    @Test
    void whileItIsHeldNobodyElseOpensIt() {
        try (HeldDirectory held = ENGINE.hold(directory)) {
            held.open(StorageOptions.defaults()).close();
            assertThatThrownBy(() -> ENGINE.open(directory, StorageOptions.defaults()))
                    .hasMessageContaining("in use");
            assertThatThrownBy(() -> ENGINE.hold(directory)).hasMessageContaining("in use");
        }
        assertThat(format(directory)).isEqualTo(old);
    }

    /** The data's files, the store file last. */
    private static List<Path> files(Path in) throws IOException {
        try (Stream<Path> files = Files.list(in)) {
            List<Path> found = files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(DirectoryLock.FILE_NAME))
                    .sorted()
                    .toList();
            assertThat(found).hasSizeGreaterThan(1);
            assertThat(found.getLast()).hasFileName(StoreFile.NAME);
            return found;
        }
    }

    private void rename(String from, String to) throws IOException {
        Files.move(directory.resolve(from), directory.resolve(to));
    }

    private void move(Path file, String to) throws IOException {
        Files.move(file, directory.resolve(to).resolve(file.getFileName()));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                if (!each.equals(from)) {
                    Files.copy(each, to.resolve(from.relativize(each)));
                }
            }
        }
    }
}
