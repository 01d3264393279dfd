package dev.paxoskv.node.cli.offline;

import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.snapshot.SnapshotFile;
import dev.paxoskv.node.snapshot.SnapshotHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code paxoskv snapshot delete FILE}: deletes a snapshot, and nothing that is none. */
@Command(
        name = "delete",
        description = "Deletes a snapshot file, and what a save that broke off left beside it (FILE.part).",
        footer = {
            "",
            "A file that does not begin as a snapshot is left alone. A file that is not there is deleted already."
        })
@SuppressWarnings("unused") // picocli reads the fields of the options
public final class SnapshotDeleteCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "The snapshot.")
    private Path file = Path.of("");

    SnapshotDeleteCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (Files.exists(file)) {
            SnapshotHeader header = SnapshotInput.use(file, SnapshotFile::header);
            delete(file);
            console.out()
                    .println("deleted " + file + ", a snapshot of cluster "
                            + header.genesis().cluster() + " at revision " + header.revision());
        } else {
            console.out().println("there is no file " + file);
        }
        delete(file.resolveSibling(file.getFileName() + ".part"));
        return ExitCode.OK;
    }

    private static void delete(Path path) {
        try {
            boolean _ = Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.ERROR, "cannot delete " + path + ": " + e);
        }
    }
}
