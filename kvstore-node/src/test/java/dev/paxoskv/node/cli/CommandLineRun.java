package dev.paxoskv.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.paxoskv.node.cli.console.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/** What one run of the command line gave. */
public record CommandLineRun(int exitCode, byte[] output, String errors) {

    public static CommandLineRun of(String... arguments) {
        return withInput(new byte[0], arguments);
    }

    public static CommandLineRun withInput(byte[] input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console console = new Console(
                new ByteArrayInputStream(input), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        int exitCode = PaxosKv.commandLine(console).execute(arguments);
        return new CommandLineRun(exitCode, out.toByteArray(), err.toString(UTF_8));
    }

    public String text() {
        return new String(output, UTF_8);
    }
}
