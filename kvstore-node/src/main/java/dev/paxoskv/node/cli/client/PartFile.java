package dev.paxoskv.node.cli.client;

import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.ExitCode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that is being written under a name of its own, by one process, and gets its real name when it is whole. */
final class PartFile extends OutputStream {
    private final Path path;
    private final FileChannel channel;
    private boolean named;

    private PartFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Opens it; what an earlier attempt left is overwritten. */
    static PartFile open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw new CommandFailure(ExitCode.ERROR, path + " is being written by another process");
        }
        return new PartFile(path, channel);
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes, offset, length);
        while (left.hasRemaining()) {
            channel.write(left);
        }
    }

    /** Begins anew. */
    void restart() throws IOException {
        channel.truncate(0);
        channel.position(0);
    }

    /** How many bytes were written so far. */
    long length() throws IOException {
        return channel.position();
    }

    /** Makes durable what was written so far. */
    void sync() throws IOException {
        channel.force(true);
    }

    /** Gives it its name, after it was made durable; whatever has that name is replaced. */
    void becomes(Path name) throws IOException {
        Files.move(path, name, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        named = true;
        try (FileChannel directory = FileChannel.open(name.toAbsolutePath().getParent())) {
            directory.force(true);
        }
    }

    /** Deletes it, unless it has got its name: what is not whole is of no use. */
    @Override
    public void close() throws IOException {
        try (channel) {
            if (!named) {
                Files.deleteIfExists(path);
            }
        }
    }
}
