package dev.paxoskv.node.cli.offline;

import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.recovery.Founder;
import dev.paxoskv.node.recovery.Founding;
import dev.paxoskv.node.recovery.Restore;
import dev.paxoskv.node.storage.StorageException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paxoskv snapshot restore FILE}: makes an empty directory the first member of a new cluster. */
@Command(
        name = "restore",
        description = "Restores a snapshot into an empty data directory, as a new cluster of one node.",
        footer = {
            "",
            "The new cluster has an id of its own, so nothing of the old one can mix with it; the revision goes on",
            "from the snapshot's. Start a node on the directory, then let others join with 'paxoskv member add'.",
            "If it is interrupted, run it again; with --cluster-id also if you do not know how far it came."
        })
@SuppressWarnings("unused") // picocli reads the fields of the options
public final class SnapshotRestoreCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "The snapshot.")
    private Path file = Path.of("");

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            required = true,
            description = "The new node's data directory: missing, empty, or left by a restore that was interrupted.")
    private Path directory = Path.of("");

    @Mixin
    private FoundingOptions founding = new FoundingOptions();

    SnapshotRestoreCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Founder only = founding.founder(Optional.empty());
        try {
            Founding founded = Restore.run(
                    sink -> SnapshotInput.read(file, sink, console),
                    founding.engine(),
                    directory,
                    only,
                    founding.cluster());
            FoundedReport.print(console, founding.format(), founded);
            return ExitCode.OK;
        } catch (StorageException refused) {
            throw new CommandFailure(ExitCode.ERROR, String.valueOf(refused.getMessage()));
        }
    }
}
