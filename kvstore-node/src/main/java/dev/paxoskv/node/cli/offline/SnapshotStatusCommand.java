package dev.paxoskv.node.cli.offline;

import dev.paxoskv.node.cli.client.SnapshotReport;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.cli.console.OutputFormat;
import dev.paxoskv.node.snapshot.SnapshotSink;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paxoskv snapshot status FILE}: reads a snapshot to its end, checks everything, and says what it is of. */
@Command(
        name = "status",
        description = "Checks a snapshot file from its first byte to its last, and says what it is a snapshot of.")
@SuppressWarnings("unused") // picocli reads the fields of the options
public final class SnapshotStatusCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "The snapshot.")
    private Path file = Path.of("");

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table or json.")
    private OutputFormat format = OutputFormat.TABLE;

    SnapshotStatusCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        new SnapshotReport(SnapshotInput.read(file, SnapshotSink.NONE, console)).print(console, format);
        return ExitCode.OK;
    }
}
