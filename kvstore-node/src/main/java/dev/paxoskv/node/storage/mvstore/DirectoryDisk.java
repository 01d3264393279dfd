package dev.paxoskv.node.storage.mvstore;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A directory of the file system. */
final class DirectoryDisk implements Disk {
    /** A heap buffer is copied into a direct one for writing, so large ones go in pieces. */
    private static final int PIECE_BYTES = 1 << 20;

    private final Path directory;

    DirectoryDisk(Path directory) {
        this.directory = directory;
    }

    @Override
    public SortedSet<String> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            SortedSet<String> names = new TreeSet<>();
            files.forEach(file -> names.add(file.getFileName().toString()));
            return names;
        }
    }

    @Override
    public File open(String name, Access access) throws IOException {
        Set<? extends OpenOption> options = switch (access) {
            case READ -> Set.of(StandardOpenOption.READ);
            case WRITE -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
            case CREATE ->
                Set.of(
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING);
        };
        return new ChannelFile(FileChannel.open(directory.resolve(name), options));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(
                directory.resolve(from),
                directory.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(directory.resolve(name));
    }

    @Override
    public void syncDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public String path(String name) {
        return directory.resolve(name).toString();
    }

    private record ChannelFile(FileChannel channel) implements File {

        @Override
        public void read(ByteBuffer into, long position) throws IOException {
            long at = position;
            while (into.hasRemaining()) {
                int read = channel.read(into, at);
                if (read < 0) {
                    throw new EOFException("the file ends at byte " + at);
                }
                at += read;
            }
        }

        @Override
        public void write(ByteBuffer from, long position) throws IOException {
            int end = from.limit();
            long at = position;
            while (from.position() < end) {
                from.limit(Math.min(end, from.position() + PIECE_BYTES));
                at += channel.write(from, at);
                from.limit(end);
            }
        }

        @Override
        public void force() throws IOException {
            // Without the metadata: what it leaves out is the time stamps, never a size that reading needs.
            channel.force(false);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
