package dev.paxoskv.node.cli.offline;

import dev.paxoskv.node.cli.client.Json;
import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.cli.console.OutputFormat;
import dev.paxoskv.node.recovery.Founded;
import dev.paxoskv.node.recovery.Founder;
import dev.paxoskv.node.recovery.Restore;
import dev.paxoskv.node.storage.StorageEngine;
import dev.paxoskv.node.storage.StorageEngines;
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
            "from the snapshot's. Start a node on the directory, then let others join with 'paxoskv member add'."
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
            description = "The new node's data directory: missing or empty.")
    private Path directory = Path.of("");

    @Mixin
    private FounderOptions founder = new FounderOptions();

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            defaultValue = StorageEngines.DEFAULT,
            description = "The storage engine of the directory (default: ${DEFAULT-VALUE}).")
    private String engine = StorageEngines.DEFAULT;

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table (text) or json.")
    private OutputFormat format = OutputFormat.TABLE;

    SnapshotRestoreCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Founder only = founder.founder(Optional.empty());
        try {
            StorageEngine storage = StorageEngines.named(engine);
            Founded founded =
                    SnapshotInput.use(file, in -> Restore.run(in, storage, directory, only, NewClusterId.random()));
            switch (format) {
                case TABLE -> console.out().print(FoundedReport.text(founded));
                case JSON -> console.out().println(Json.print(FoundedReport.json(founded)));
            }
            return ExitCode.OK;
        } catch (StorageException refused) {
            throw new CommandFailure(ExitCode.ERROR, String.valueOf(refused.getMessage()));
        }
    }
}
