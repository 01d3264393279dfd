package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.storage.HeldDirectory;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.OfflineLog;
import dev.paxoskv.node.storage.StorageException;
import dev.paxoskv.node.storage.StorageOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Replaces the files of a data directory so that no mixture of old and new ever opens. New data is built in {@link
 * #BUILDING}, which becomes {@link #COMPLETE} in one step. Then the old files go away, the store file first: without it no
 * node opens the directory. When all are gone, {@link #COMPLETE} becomes {@link #MOVING}, so that it shows that journal
 * files further up are new ones from then on. The new files come up, the store file last.
 *
 * <p>Every step is durable before the next. As long as the old store file is there, everything new is worthless: a node may
 * have gone on with the old data since.
 */
final class HeldMvDirectory implements HeldDirectory {
    static final String BUILDING = "new-data.building";
    static final String COMPLETE = "new-data.complete";
    static final String MOVING = "new-data.moving";
    private static final String RETIRED = "before-recovery-";
    private static final String JOURNAL = "journal";

    private final Path directory;
    private final DirectoryLock lock;

    HeldMvDirectory(Path directory, DirectoryLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    @Override
    public Content content() {
        if (exists(StoreFile.NAME)) {
            return Content.DATA;
        }
        if (exists(COMPLETE) || exists(MOVING)) {
            return Content.HALF_REPLACED;
        }
        return attempt("look into", () -> {
            DataDirectory.requireEmpty(new DirectoryDisk(directory), BUILDING);
            return exists(BUILDING) ? Content.UNFINISHED : Content.EMPTY;
        });
    }

    @Override
    public NodeStorage open(StorageOptions options) {
        return DataDirectory.open(new DirectoryDisk(directory), () -> {}, options, SafeFileStore::new);
    }

    @Override
    public OfflineLog read() {
        return DataDirectory.openOffline(new DirectoryDisk(directory), () -> {});
    }

    @Override
    public Path beginReplacement() {
        abandonReplacement();
        return attempt("create a directory in", () -> Files.createDirectory(directory.resolve(BUILDING)));
    }

    @Override
    public void abandonReplacement() {
        if (content() == Content.HALF_REPLACED) {
            throw new IllegalStateException("the replacement has begun to take the place of the old data");
        }
        attempt("delete what is not needed in", () -> {
            delete(directory.resolve(BUILDING));
            delete(directory.resolve(COMPLETE));
            delete(directory.resolve(MOVING));
            return directory;
        });
    }

    @Override
    public Optional<Path> replace() {
        return attempt("replace the data in", () -> {
            if (exists(BUILDING)) {
                step(BUILDING, COMPLETE);
            }
            Optional<Path> retired = Optional.empty();
            if (exists(COMPLETE)) {
                retired = retire();
                step(COMPLETE, MOVING);
            }
            moveIn();
            return retired.or(this::lastRetired);
        });
    }

    private Optional<Path> retire() throws IOException {
        if (exists(StoreFile.NAME)) {
            Path retired = directory.resolve(RETIRED + (retiredBefore() + 1));
            Files.createDirectory(retired);
            move(List.of(StoreFile.NAME), directory, retired);
        }
        Optional<Path> retired = lastRetired();
        if (retired.isPresent()) {
            move(journals(directory), directory, retired.get());
        }
        return retired;
    }

    private void moveIn() throws IOException {
        Path from = directory.resolve(MOVING);
        move(journals(from), from, directory);
        if (Files.exists(from.resolve(StoreFile.NAME))) {
            move(List.of(StoreFile.NAME), from, directory);
        }
        delete(from);
    }

    private void step(String from, String to) throws IOException {
        new DirectoryDisk(directory.resolve(from)).syncDirectory();
        Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.ATOMIC_MOVE);
        new DirectoryDisk(directory).syncDirectory();
    }

    private static void move(List<String> names, Path from, Path to) throws IOException {
        for (String name : names) {
            Files.move(from.resolve(name), to.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
        new DirectoryDisk(to).syncDirectory();
        new DirectoryDisk(from).syncDirectory();
    }

    private static List<String> journals(Path in) throws IOException {
        return new DirectoryDisk(in)
                .list().stream().filter(name -> name.startsWith(JOURNAL)).toList();
    }

    private Optional<Path> lastRetired() {
        int last = retiredBefore();
        return last == 0 ? Optional.empty() : Optional.of(directory.resolve(RETIRED + last));
    }

    private int retiredBefore() {
        int last = 0;
        while (exists(RETIRED + (last + 1))) {
            last++;
        }
        return last;
    }

    private boolean exists(String name) {
        return Files.exists(directory.resolve(name));
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> found = Files.walk(tree)) {
            all = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> T attempt(String what, Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new StorageException(
                    "Cannot " + what + " " + directory + ": " + e
                            + ". Check that there is space and that this user may write there, then try again.",
                    e);
        }
    }

    @Override
    public void close() {
        lock.close();
    }
}
