package dev.paxoskv.node.cli.client;

import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.cli.console.OutputFormat;
import dev.paxoskv.node.snapshot.SnapshotException;
import dev.paxoskv.node.snapshot.SnapshotFile;
import dev.paxoskv.node.snapshot.SnapshotSink;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
    private static final int BUFFER_BYTES = 1 << 20;

    private final Console console;

    @Parameters(paramLabel = "FILE", description = "Where to save it.")
    private Path file = Path.of("");

    @Option(names = "--force", description = "Replace FILE if it is there.")
    private boolean force;

    @Option(names = "--parents", description = "Make the directories above FILE that are missing.")
    private boolean parents;

    @Option(names = "--verify", description = "Read what was written from the disk again before it gets its name.")
    private boolean verify;

    @Option(
            names = "--result-file",
            paramLabel = "FILE",
            description = "Write the JSON of the result there too; in a Kubernetes pod the message of its end.")
    private @Nullable Path resultFile;

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
        makeParents();
        Path part = file.resolveSibling(file.getFileName() + ".part");
        SnapshotFile.Verified saved;
        try (PartFile out = PartFile.open(part)) {
            saved = new SnapshotDownload(endpoints.addresses(), endpoints.timeout(), out, console).run();
            requireFree();
            out.sync();
            requireSame(part, saved);
            out.becomes(file);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.ERROR, "cannot write " + part + ": " + e + "; is there space?");
        }
        SnapshotReport report = new SnapshotReport(saved);
        report.print(console, format);
        leaveResult(report);
        return ExitCode.OK;
    }

    private void makeParents() {
        Path above = file.toAbsolutePath().getParent();
        if (!parents || above == null) {
            return;
        }
        try {
            Files.createDirectories(above);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.ERROR, "cannot make the directory " + above + ": " + e);
        }
    }

    /** What arrived was right; this is about what became of it on the way to the disk. */
    private void requireSame(Path part, SnapshotFile.Verified saved) throws IOException {
        if (!verify) {
            return;
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(part), BUFFER_BYTES)) {
            SnapshotFile.Verified read = SnapshotFile.read(in, SnapshotSink.NONE);
            if (read.sha256().equals(saved.sha256())) {
                return;
            }
        } catch (SnapshotException _) {
            // Told below: what is read is not what was written.
        }
        throw new CommandFailure(
                ExitCode.ERROR, part + " is not read as it was written, and was deleted; is the disk sound?");
    }

    /** The snapshot is there, whether or not somebody can be told so. */
    private void leaveResult(SnapshotReport report) {
        if (resultFile == null) {
            return;
        }
        try {
            Files.writeString(resultFile, Json.print(report.json()) + "\n");
        } catch (IOException e) {
            console.err().println("the result could not be written to " + resultFile + ": " + e);
        }
    }

    private void requireFree() {
        if (!force && Files.exists(file)) {
            throw new CommandFailure(
                    ExitCode.ERROR, file + " is there already; nothing was written. --force replaces it");
        }
    }
}
