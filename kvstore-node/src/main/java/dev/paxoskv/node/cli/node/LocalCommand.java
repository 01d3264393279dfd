package dev.paxoskv.node.cli.node;

import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code paxoskv local}: a cluster on this machine, one process a node, to try things out. */
@Command(
        name = "local",
        description = "Runs a cluster on this machine: one process a node, until Ctrl-C.",
        footer = {"", "Node i listens on HTTP 4000+i, client gRPC 5000+i and peers 3000+i, from i = 0."})
public final class LocalCommand implements Callable<Integer> {
    private static final int MOST_NODES = 9;

    private final Console console;

    @Option(names = "--nodes", paramLabel = "N", defaultValue = "3", description = "How many (default: 3).")
    private int nodes = 3;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Where data and logs go (default: ./data).")
    private Path data = Path.of("data");

    @Option(names = "--detach", description = "Leave the nodes running and return.")
    private boolean detach;

    @Option(names = "--stop", description = "Stop the nodes that --detach left running.")
    private boolean stop;

    public LocalCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (nodes < 1 || nodes > MOST_NODES) {
            throw new CommandFailure(ExitCode.USAGE, "--nodes is 1 to " + MOST_NODES + ", not " + nodes);
        }
        LocalCluster cluster = new LocalCluster(data.toAbsolutePath().normalize());
        if (stop) {
            int stopped = cluster.stopDetached();
            console.out().println(stopped == 0 ? "No node was running." : stopped + " nodes stopped.");
            return ExitCode.OK;
        }
        List<LocalNode> started = cluster.start(nodes);
        if (detach) {
            cluster.awaitReady(started);
            cluster.remember(started);
            console.out().println(LocalHints.text(started, data, true));
            return ExitCode.OK;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> cluster.stop(started)));
        cluster.awaitReady(started);
        console.out().println(LocalHints.text(started, data, false));
        console.out().flush();
        return cluster.awaitEnd(started, console);
    }
}
