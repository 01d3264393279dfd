package dev.paxoskv.node.cli.log;

import dev.paxoskv.node.cli.console.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code paxoskv log}: the family of commands about a node's log. */
@Command(
        name = "log",
        description = "Looks into the log of a node that does not run.",
        synopsisSubcommandLabel = "COMMAND")
public final class LogCommand {
    private LogCommand() {}

    /** The command with its subcommands. */
    public static CommandLine commandLine(Console console) {
        return new CommandLine(new LogCommand()).addSubcommand(new LogDumpCommand(console));
    }
}
