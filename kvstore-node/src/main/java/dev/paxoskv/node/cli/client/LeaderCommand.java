package dev.paxoskv.node.cli.client;

import dev.paxoskv.node.cli.console.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code paxoskv leader}: the family of commands about who leads a cluster. */
@Command(name = "leader", description = "Moves the leadership.", synopsisSubcommandLabel = "COMMAND")
public final class LeaderCommand {
    private LeaderCommand() {}

    /** The command with its subcommands. */
    public static CommandLine commandLine(Console console) {
        return new CommandLine(new LeaderCommand()).addSubcommand(new LeaderTransferCommand(console));
    }
}
