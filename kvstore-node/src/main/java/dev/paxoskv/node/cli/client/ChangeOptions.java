package dev.paxoskv.node.cli.client;

import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.cli.console.OutputFormat;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options of the commands that change the cluster. */
final class ChangeOptions {
    private static final int MAX_WAIT_SECONDS = 86_400;

    @Option(
            names = "--no-wait",
            description = "Do not wait: neither for another change to end, nor until this one is in force.")
    private boolean noWait;

    @Option(
            names = "--wait-timeout",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "How long to wait for all of it (default: ${DEFAULT-VALUE}).")
    private int waitSeconds;

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table or json.")
    private OutputFormat format = OutputFormat.TABLE;

    boolean waits() {
        return !noWait;
    }

    OutputFormat format() {
        return format;
    }

    Duration patience() {
        if (waitSeconds < 1 || waitSeconds > MAX_WAIT_SECONDS) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--wait-timeout is from 1 to " + MAX_WAIT_SECONDS + " seconds, not " + waitSeconds);
        }
        return noWait ? Duration.ZERO : Duration.ofSeconds(waitSeconds);
    }
}
