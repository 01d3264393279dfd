package dev.paxoskv.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.paxoskv.node.cli.bench.BenchCommand;
import dev.paxoskv.node.cli.client.DelCommand;
import dev.paxoskv.node.cli.client.GetCommand;
import dev.paxoskv.node.cli.client.KeysCommand;
import dev.paxoskv.node.cli.client.LeaderCommand;
import dev.paxoskv.node.cli.client.MemberCommand;
import dev.paxoskv.node.cli.client.PutCommand;
import dev.paxoskv.node.cli.client.StatusCommand;
import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.cli.log.LogCommand;
import dev.paxoskv.node.cli.node.LocalCommand;
import dev.paxoskv.node.cli.node.NodeCommand;
import dev.paxoskv.node.cli.offline.RecoverCommand;
import dev.paxoskv.node.cli.offline.SnapshotCommand;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The one main class: a command with subcommands. It boots nothing by itself, so that a client command starts as fast
 * as a small program does; a subcommand that is a server starts Quarkus from its own {@code call}.
 *
 * <p>A subcommand is a class with picocli's annotations that takes the {@link Console} in its constructor, throws
 * {@link CommandFailure} to fail, and is added by one line in {@link #commandLine}.
 */
@QuarkusMain
@Command(
        name = "paxoskv",
        description = "PaxosKV: a replicated, linearizable key-value store.",
        version = "paxoskv " + PaxosKv.VERSION,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:success",
            "1:error; the message says what to do",
            "2:wrong usage; nothing was sent",
            "3:no such key or member",
            "4:the condition did not hold, or the cluster refused the change; nothing was done",
            "5:no endpoint could serve the request, the outcome is unknown, or waiting took too long"
        },
        footer = {"", "'paxoskv COMMAND --help' explains a command."})
@SuppressWarnings("unused") // picocli reads the fields of the options
public final class PaxosKv {
    static final String VERSION = "0.1.0";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    PaxosKv() {}

    public static void main(String... args) {
        Console console = Console.ofProcess();
        int exitCode = commandLine(console).execute(args);
        if (console.out().checkError() && exitCode == ExitCode.OK) {
            console.err().println("paxoskv: the output could not be written");
            exitCode = ExitCode.ERROR;
        }
        if (LaunchMode.current() != LaunchMode.DEVELOPMENT) { // there the process outlives a restart of the application
            System.exit(exitCode);
        }
    }

    /** The whole command line on the given streams; {@link CommandLine#execute} runs it and returns the exit code. */
    public static CommandLine commandLine(Console console) {
        CommandLine top = new CommandLine(new PaxosKv());
        top.addSubcommand(new PutCommand(console));
        top.addSubcommand(new GetCommand(console));
        top.addSubcommand(new DelCommand(console));
        top.addSubcommand(new KeysCommand(console));
        top.addSubcommand(new StatusCommand(console));
        top.addSubcommand(MemberCommand.commandLine(console));
        top.addSubcommand(LeaderCommand.commandLine(console));
        top.addSubcommand(new BenchCommand(console));
        top.addSubcommand(new NodeCommand());
        top.addSubcommand(new LocalCommand(console));
        top.addSubcommand(LogCommand.commandLine(console));
        top.addSubcommand(SnapshotCommand.commandLine(console));
        top.addSubcommand(new RecoverCommand(console));
        top.setCaseInsensitiveEnumValuesAllowed(true);
        top.setOut(new PrintWriter(console.out(), true, UTF_8));
        top.setErr(new PrintWriter(console.err(), true, UTF_8));
        top.setParameterExceptionHandler(usageErrors(console));
        top.setExecutionExceptionHandler(failures(console));
        return top;
    }

    private static IParameterExceptionHandler usageErrors(Console console) {
        return (problem, args) -> {
            String command = problem.getCommandLine().getCommandSpec().qualifiedName();
            console.err().println("paxoskv: " + problem.getMessage());
            console.err().println("Try '" + command + " --help'.");
            return ExitCode.USAGE;
        };
    }

    private static IExecutionExceptionHandler failures(Console console) {
        return (problem, command, parsed) -> {
            if (problem instanceof CommandFailure failure) {
                console.err().println("paxoskv: " + failure.getMessage());
                return failure.exitCode();
            }
            console.err().println("paxoskv: this is a defect of paxoskv, please report it");
            problem.printStackTrace(console.err());
            return ExitCode.ERROR;
        };
    }
}
