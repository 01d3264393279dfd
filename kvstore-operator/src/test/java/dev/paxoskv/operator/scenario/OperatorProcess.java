package dev.paxoskv.operator.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The packaged operator as a process, against an API server of ours. Nothing outlives this JVM. */
final class OperatorProcess implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** Options under test come after these; {@code -Doperator.javaOptions=...} gives them. */
    private static final String DEFAULT_OPTIONS = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx128m";

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = freePort();
    private final Path log;
    private final Process process;
    private final Thread killer;
    private final long started = System.nanoTime();

    /**
     * Starts it.
     *
     * @param server the address of the API server
     * @param namespaces what it watches, with commas between
     */
    OperatorProcess(String server, String namespace, String namespaces, String identity, Path directory) {
        Path jar = Path.of("target", "quarkus-app", "quarkus-run.jar");
        if (!Files.isReadable(jar)) {
            throw new IllegalStateException(
                    "the operator is not packaged yet: " + jar + " is missing; run ./mvnw package -DskipTests");
        }
        log = directory.resolve(identity + ".log");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                System.getProperty("operator.javaOptions", DEFAULT_OPTIONS).split(" ", -1)));
        command.addAll(List.of("-jar", jar.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(log.toFile());
        builder.environment().remove("KUBECONFIG");
        builder.environment()
                .putAll(Map.of(
                        "QUARKUS_KUBERNETES_CLIENT_API_SERVER_URL", server,
                        "QUARKUS_KUBERNETES_CLIENT_NAMESPACE", namespace,
                        "QUARKUS_OPERATOR_SDK_NAMESPACES", namespaces,
                        "QUARKUS_HTTP_HOST", "127.0.0.1",
                        "QUARKUS_HTTP_PORT", Integer.toString(port),
                        "PAXOSKV_OPERATOR_IDENTITY", identity));
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        killer = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(killer);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether its readiness probe succeeds. */
    boolean isReady() {
        try {
            return get("/q/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** All its metrics, as Prometheus reads them. */
    String metrics() {
        try {
            return get("/q/metrics").body();
        } catch (IOException e) {
            return "";
        }
    }

    private HttpResponse<String> get(String path) throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("the operator ended; it said:\n" + output());
        }
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How long it has run. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /** Resident memory in MiB, from Linux' {@code /proc}. */
    long residentMegabytes() {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM; returns when it has ended. Fails if it does not. */
    void terminate() {
        process.destroy();
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the operator does not end; it said:\n" + output());
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        boolean _ = Runtime.getRuntime().removeShutdownHook(killer);
    }
}
