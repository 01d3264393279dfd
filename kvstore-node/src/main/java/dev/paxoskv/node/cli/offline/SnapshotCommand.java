package dev.paxoskv.node.cli.offline;

import dev.paxoskv.node.cli.client.SnapshotSaveCommand;
import dev.paxoskv.node.cli.console.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code paxoskv snapshot}: the family of commands about snapshots of the whole store. */
@Command(
        name = "snapshot",
        description = "Saves the whole store to a file, looks into it, restores it as a new cluster, deletes it.",
        synopsisSubcommandLabel = "COMMAND")
public final class SnapshotCommand {
    private SnapshotCommand() {}

    /** The command with its subcommands. */
    public static CommandLine commandLine(Console console) {
        return new CommandLine(new SnapshotCommand())
                .addSubcommand(new SnapshotSaveCommand(console))
                .addSubcommand(new SnapshotStatusCommand(console))
                .addSubcommand(new SnapshotRestoreCommand(console))
                .addSubcommand(new SnapshotDeleteCommand(console));
    }
}
