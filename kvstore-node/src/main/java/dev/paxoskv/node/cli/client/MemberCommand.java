package dev.paxoskv.node.cli.client;

import dev.paxoskv.node.cli.console.Console;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code paxoskv member}: the family of commands about the members of a cluster. */
@Command(
        name = "member",
        description = "Lists, adds, promotes, changes and removes members of the cluster.",
        synopsisSubcommandLabel = "COMMAND")
public final class MemberCommand {
    private MemberCommand() {}

    /** The command with its subcommands. */
    public static CommandLine commandLine(Console console) {
        return new CommandLine(new MemberCommand())
                .addSubcommand(new MemberListCommand(console))
                .addSubcommand(new MemberAddCommand(console))
                .addSubcommand(new MemberPromoteCommand(console))
                .addSubcommand(new MemberUpdateCommand(console))
                .addSubcommand(new MemberRemoveCommand(console));
    }
}
