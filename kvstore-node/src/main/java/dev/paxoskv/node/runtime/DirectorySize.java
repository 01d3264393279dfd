package dev.paxoskv.node.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a directory takes on disk, looked up once a second at most. */
final class DirectorySize {
    private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path directory;
    private long bytes;
    private long lookedUp = System.nanoTime() - MAX_AGE_NANOS;

    DirectorySize(Path directory) {
        this.directory = directory;
    }

    synchronized long bytes() {
        long now = System.nanoTime();
        if (now - lookedUp >= MAX_AGE_NANOS) {
            lookedUp = now;
            bytes = count();
        }
        return bytes;
    }

    private long count() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(DirectorySize::size).sum();
        } catch (IOException | UncheckedIOException unreadable) {
            return 0;
        }
    }

    /** A file may be gone by now. */
    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }
}
