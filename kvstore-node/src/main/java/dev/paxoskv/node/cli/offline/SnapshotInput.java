package dev.paxoskv.node.cli.offline;

import dev.paxoskv.node.cli.client.SnapshotProgress;
import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.snapshot.SnapshotException;
import dev.paxoskv.node.snapshot.SnapshotFile;
import dev.paxoskv.node.snapshot.SnapshotSink;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A snapshot file that a command reads; what goes wrong ends the command with words that name the file. */
final class SnapshotInput {
    private static final int BUFFER_BYTES = 1 << 20;

    private SnapshotInput() {}

    /** What a command does with the file's bytes. */
    interface Use<T> {
        T of(InputStream in) throws IOException;
    }

    /** Reads it to its end, and shows how far that has come. */
    static SnapshotFile.Verified read(Path file, SnapshotSink sink, Console console) {
        return use(file, in -> SnapshotFile.read(in, new SnapshotProgress(console, sink)));
    }

    static <T> T use(Path file, Use<T> use) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)) {
            return use.of(in);
        } catch (SnapshotException refused) {
            throw new CommandFailure(ExitCode.ERROR, file + ": " + refused.getMessage());
        } catch (NoSuchFileException _) {
            throw new CommandFailure(ExitCode.ERROR, "there is no file " + file);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.ERROR, "cannot read " + file + ": " + e);
        }
    }
}
