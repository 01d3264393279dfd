package dev.paxoskv.node.cli.bench;

import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.cli.console.OutputFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code paxoskv bench}: puts load on a cluster and prints what it gave. */
@Command(
        name = "bench",
        description = "Measures throughput and latency of a cluster, PaxosKV or etcd, with many clients.",
        footer = {
            "",
            "Progress goes to standard error, the result to standard output. Exit code 1 if any operation failed.",
            "The first seconds measure a cold server: leave the warm-up at 20 seconds or more for figures to keep.",
            "",
            "  paxoskv bench --workload mix --clients 256 --server-pids 4711,4712,4713",
            "  paxoskv bench --target etcd --endpoints localhost:2379 --workload get"
        })
public final class BenchCommand implements Callable<Integer> {
    private static final int MAX_CLIENTS = 20_000;
    private static final int MAX_SECONDS = 86_400;
    private static final int MAX_VALUE = 1 << 20;
    private static final int MAX_KEYS = 100_000_000;
    private static final int MAX_RATE = 10_000_000;
    private static final int MAX_CONNECTIONS = 1_000;
    private static final int MAX_THREADS = 256;
    private static final int MAX_ENDPOINTS = 100;

    private final Console console;

    @Option(
            names = "--target",
            paramLabel = "KIND",
            defaultValue = "etcd",
            description = "etcd: etcd v3 over gRPC; rest: PaxosKV's REST v1; etcd-json: etcd's JSON gateway"
                    + " (default: ${DEFAULT-VALUE}).")
    private String target = "";

    @Option(
            names = "--endpoints",
            split = ",",
            paramLabel = "HOST:PORT",
            description = "The servers; clients are spread over them. Default: localhost:5000 for etcd,"
                    + " localhost:4000 for rest, localhost:2379 for etcd-json.")
    private List<String> endpoints = List.of();

    @Option(
            names = "--workload",
            paramLabel = "KIND",
            defaultValue = "put",
            description = "put, get, mix (90 %% gets) or serializable-get (default: ${DEFAULT-VALUE}).")
    private String workload = "";

    @Option(
            names = "--clients",
            defaultValue = "64",
            paramLabel = "N",
            description = "Clients, each with one request under way (default: ${DEFAULT-VALUE}).")
    private int clients;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            paramLabel = "N",
            description = "Measured time (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--operations",
            defaultValue = "0",
            paramLabel = "N",
            description = "End the measurement once so many operations have ended, if that is before --seconds;"
                    + " 0: no such bound (default: ${DEFAULT-VALUE}).")
    private int operations;

    @Option(
            names = "--warmup",
            defaultValue = "20",
            paramLabel = "N",
            description = "Seconds under the same load before it (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--value-size",
            defaultValue = "256",
            paramLabel = "BYTES",
            description = "Size of a value (default: ${DEFAULT-VALUE}).")
    private int valueSize;

    @Option(
            names = "--keys",
            defaultValue = "100000",
            paramLabel = "N",
            description = "Different keys, chosen at random (default: ${DEFAULT-VALUE}).")
    private int keys;

    @Option(
            names = "--rate",
            defaultValue = "0",
            paramLabel = "N",
            description = "Open loop: so many operations a second are due whatever the servers do, and latency counts"
                    + " from then. 0: closed loop (default: ${DEFAULT-VALUE}).")
    private int rate;

    @Option(
            names = "--connections",
            defaultValue = "1",
            paramLabel = "N",
            description = "gRPC connections to each endpoint (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--io-threads",
            defaultValue = "1",
            paramLabel = "N",
            description = "Threads of this client that serve its connections (default: ${DEFAULT-VALUE}).")
    private int ioThreads;

    @Option(
            names = "--timeout",
            defaultValue = "10",
            paramLabel = "SECONDS",
            description = "An operation without an answer for so long is an error (default: ${DEFAULT-VALUE}).")
    private int timeout;

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Seed of keys and values (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--skip-load",
            description = "Do not write the keys before a workload that reads: they are there already.")
    private boolean skipLoad;

    @Option(
            names = "--server-pids",
            split = ",",
            paramLabel = "PID",
            description = "Processes of the servers on this machine: report their CPU time and memory (Linux).")
    private List<Long> serverPids = List.of();

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table or json.")
    private OutputFormat format = OutputFormat.TABLE;

    public BenchCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        BenchPlan plan = plan();
        ServerProcesses servers = new ServerProcesses(Path.of("/proc"), serverPids);
        if (!serverPids.isEmpty() && !servers.isMeasurable()) {
            console.err().println("--server-pids is skipped: there is no /proc here");
        }
        BenchResult result;
        try {
            result = new BenchRun(plan, servers, console.err()).run();
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.ERROR,
                    "cannot measure the servers: " + e.getMessage()
                            + "; do the processes given with --server-pids still run?");
        }
        BenchReport report = new BenchReport(result);
        console.out()
                .println(
                        format == OutputFormat.JSON
                                ? report.json()
                                : report.text().stripTrailing());
        return result.errorCount() == 0 && result.operations() > 0 ? ExitCode.OK : ExitCode.ERROR;
    }

    private BenchPlan plan() {
        TargetKind kind = choice(TargetKind.class, "--target", target);
        Workload work = choice(Workload.class, "--workload", workload);
        return new BenchPlan(
                kind,
                addresses(kind),
                work,
                within("--clients", clients, 1, MAX_CLIENTS),
                Duration.ofSeconds(within("--warmup", warmUp, 0, MAX_SECONDS)),
                Duration.ofSeconds(within("--seconds", seconds, 1, MAX_SECONDS)),
                operations == 0 ? Long.MAX_VALUE : within("--operations", operations, 1, Integer.MAX_VALUE),
                within("--value-size", valueSize, 0, MAX_VALUE),
                within("--keys", keys, 1, MAX_KEYS),
                within("--rate", rate, 0, MAX_RATE),
                within("--connections", connections, 1, MAX_CONNECTIONS),
                within("--io-threads", ioThreads, 1, MAX_THREADS),
                Duration.ofSeconds(within("--timeout", timeout, 1, MAX_SECONDS)),
                seed,
                work.needsKeys() && !skipLoad);
    }

    private List<BenchPlan.Endpoint> addresses(TargetKind kind) {
        List<String> given = endpoints.isEmpty() ? List.of(kind.defaultEndpoint()) : endpoints;
        within("the number of --endpoints", given.size(), 1, MAX_ENDPOINTS);
        try {
            return given.stream().map(BenchPlan.Endpoint::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String option, String text) {
        try {
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            String known = java.util.Arrays.toString(type.getEnumConstants())
                    .toLowerCase(Locale.ROOT)
                    .replace('_', '-');
            throw new CommandFailure(ExitCode.USAGE, option + " is one of " + known + ", not '" + text + "'");
        }
    }

    private static int within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new CommandFailure(ExitCode.USAGE, option + " is from " + least + " to " + most + ", not " + value);
        }
        return value;
    }
}
