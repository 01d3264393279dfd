package dev.paxoskv.node.cli.node;

import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** The processes of a local cluster and the directory that they share. Touches only processes that it started. */
final class LocalCluster {
    private static final Duration READY_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int LAST_LINES = 8;

    private final Path data;
    private final Path processes;

    LocalCluster(Path data) {
        this.data = data;
        this.processes = data.resolve("local.processes");
    }

    /** Starts the nodes; they may not be ready yet. */
    List<LocalNode> start(int nodes) {
        if (!detached().isEmpty()) {
            throw new CommandFailure(
                    ExitCode.ERROR, "a cluster runs on " + data + " already; stop it with deploy/local/down");
        }
        List<LocalNode> started = new ArrayList<>();
        try {
            Files.createDirectories(data);
            Path file = clusterFile(nodes);
            for (int index = 0; index < nodes; index++) {
                started.add(start(file, index));
            }
            return started;
        } catch (IOException failure) {
            stop(started);
            throw new CommandFailure(ExitCode.ERROR, "the nodes cannot be started on " + data + ": " + failure);
        }
    }

    /** The cluster file; data of another number of nodes is not touched. */
    private Path clusterFile(int nodes) throws IOException {
        Path file = data.resolve("cluster.json");
        String wanted = clusterJson(nodes);
        if (!Files.exists(file)) {
            Files.writeString(file, wanted);
        } else if (!Files.readString(file).equals(wanted)) {
            throw new CommandFailure(
                    ExitCode.ERROR,
                    data + " holds another cluster: " + file + " does not list " + nodes
                            + " nodes on the usual ports. Start it with the same --nodes as before, or use another"
                            + " --data");
        }
        return file;
    }

    private String clusterJson(int nodes) {
        List<String> lines = new ArrayList<>();
        for (int index = 0; index < nodes; index++) {
            lines.add("  {\"data\": \""
                    + data.resolve("n" + (index + 1)).toString().replace("\\", "\\\\")
                    + "\", \"rpc\": \"" + LocalNode.peerAddress(index) + "\", \"store\": \""
                    + LocalNode.httpAddress(index) + "\", \"grpc\": \"" + LocalNode.grpcAddress(index) + "\"}");
        }
        return "[\n" + String.join(",\n", lines) + "\n]\n";
    }

    private LocalNode start(Path file, int index) throws IOException {
        Path log = data.resolve("n" + (index + 1) + ".log");
        Process process = new ProcessBuilder(
                        NodeJvm.launcher().toString(),
                        "node",
                        "--cluster",
                        file.toString(),
                        "--index",
                        Integer.toString(index))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        process.getOutputStream().close();
        return new LocalNode(index, process, log);
    }

    /** Waits until every node serves. A node that ends, or takes too long, ends all. */
    void awaitReady(List<LocalNode> nodes) {
        long end = System.nanoTime() + READY_LIMIT.toNanos();
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
            for (LocalNode node : nodes) {
                while (!isReady(http, node)) {
                    if (!node.process().isAlive() || System.nanoTime() > end) {
                        stop(nodes);
                        throw new CommandFailure(ExitCode.ERROR, whyNotReady(node));
                    }
                    LockSupport.parkNanos(POLL_NANOS);
                }
            }
        }
    }

    private static boolean isReady(HttpClient http, LocalNode node) {
        URI ready = URI.create("http://" + LocalNode.httpAddress(node.index()) + "/q/health/ready");
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(2)).build();
            return node.process().isAlive()
                    && http.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String whyNotReady(LocalNode node) {
        String what = node.process().isAlive()
                ? " is not ready after " + READY_LIMIT.toSeconds() + " s"
                : " ended with exit code " + node.process().exitValue();
        return "node " + node.name() + what + "; the last lines of " + node.log() + ":\n" + lastLines(node.log());
    }

    private static String lastLines(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException unreadable) {
            return "(" + unreadable + ")";
        }
    }

    /** Waits until all nodes have ended, and says of each that it did. */
    int awaitEnd(List<LocalNode> nodes, Console console) {
        List<CompletableFuture<?>> ends = new ArrayList<>();
        for (LocalNode node : nodes) {
            ends.add(node.process()
                    .onExit()
                    .thenAccept(ended -> console.err()
                            .println("node " + node.name() + " ended with exit code " + ended.exitValue() + "; see "
                                    + node.log())));
        }
        CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).join();
        return ExitCode.ERROR;
    }

    /** Asks the nodes to stop, and kills those that do not. */
    void stop(List<LocalNode> nodes) {
        stopAll(nodes.stream().map(node -> node.process().toHandle()).toList());
    }

    private static void stopAll(List<ProcessHandle> handles) {
        handles.forEach(ProcessHandle::destroy);
        CompletableFuture<?>[] ends =
                handles.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            handles.forEach(ProcessHandle::destroyForcibly);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Notes the processes, for {@link #stopDetached()}. */
    void remember(List<LocalNode> nodes) {
        List<String> lines = nodes.stream()
                .map(node -> node.process().toHandle())
                .map(handle -> handle.pid() + " " + startedAt(handle))
                .toList();
        try {
            Files.write(processes, lines);
        } catch (IOException failure) {
            stop(nodes);
            throw new UncheckedIOException("cannot note the processes in " + processes, failure);
        }
    }

    int stopDetached() {
        List<ProcessHandle> running = detached();
        stopAll(running);
        try {
            Files.deleteIfExists(processes);
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot delete " + processes, failure);
        }
        return running.size();
    }

    /** The noted processes that still run. A number that the system gave to another process since is not one. */
    private List<ProcessHandle> detached() {
        if (!Files.exists(processes)) {
            return List.of();
        }
        try {
            return Files.readAllLines(processes).stream()
                    .map(LocalCluster::noted)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot read " + processes, failure);
        }
    }

    private static Optional<ProcessHandle> noted(String line) {
        String[] parts = line.split(" ", 2);
        if (parts.length != 2 || !parts[0].chars().allMatch(Character::isDigit)) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(parts[0]))
                .filter(ProcessHandle::isAlive)
                .filter(handle -> startedAt(handle).equals(parts[1]));
    }

    private static String startedAt(ProcessHandle handle) {
        return handle.info().startInstant().map(Object::toString).orElse("?");
    }
}
