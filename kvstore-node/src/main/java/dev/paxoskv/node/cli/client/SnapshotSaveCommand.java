package dev.paxoskv.node.cli.client;

import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.cli.console.OutputFormat;
import dev.paxoskv.node.snapshot.SnapshotFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code paxoskv snapshot save FILE}: streams a consistent snapshot of the running cluster to a file. What arrives is
 * checked on the way and goes to {@code FILE.part}; only when all of it was right and is on the disk does it get its name.
 */
@Command(
        name = "save",
        description = "Saves the whole store to a file, while the cluster goes on serving.",
        footer = {
            "",
            "It is written to FILE.part, and gets its name when it is whole, checked and on the disk. The snapshot",
            "shows every write that was acknowledged before it was begun, and nothing of what comes after."
        })
@SuppressWarnings("unused") // picocli reads the fields of the options
public final class SnapshotSaveCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "Where to save it.")
    private Path file = Path.of("");

    @Option(names = "--force", description = "Replace FILE if it is there.")
    private boolean force;

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table or json.")
    private OutputFormat format = OutputFormat.TABLE;

    @Mixin
    private EndpointOptions endpoints = new EndpointOptions();

    public SnapshotSaveCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        requireFree();
        Path part = file.resolveSibling(file.getFileName() + ".part");
        SnapshotFile.Verified saved;
        try (PartFile out = PartFile.open(part)) {
            saved = new SnapshotDownload(endpoints.addresses(), endpoints.timeout(), out, console).run();
            requireFree();
            out.becomes(file);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.ERROR, "cannot write " + part + ": " + e + "; is there space?");
        }
        new SnapshotReport(saved).print(console, format);
        return ExitCode.OK;
    }

    private void requireFree() {
        if (!force && Files.exists(file)) {
            throw new CommandFailure(
                    ExitCode.ERROR, file + " is there already; nothing was written. --force replaces it");
        }
    }
}
