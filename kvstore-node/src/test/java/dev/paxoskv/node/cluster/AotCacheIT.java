package dev.paxoskv.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The step of the image's build that makes the cache of what a node loads, and a node that starts with it. */
class AotCacheIT {
    private static final Path APPLICATION = Path.of("target", "quarkus-app").toAbsolutePath();
    private static final Path SOURCES = Path.of("src", "main").toAbsolutePath();

    private static final Path LAUNCHER = SOURCES.resolve("jib/opt/paxoskv/bin/paxoskv");

    private final NodePorts ports = NodePorts.free(1).getFirst();

    @TempDir
    Path home;

    @Test
    void aNodeStartsWithTheCacheAndServes() throws IOException, InterruptedException {
        copyTheApplication();
        makeTheCache();

        try (NodeProcess node = node().start()) {
            HttpNode http = new HttpNode(ports.http(), HttpNode.TIMEOUT);
            Await.until(() -> "the node is ready: " + node.output(), TestCluster.PATIENCE, http::isReady);
            assertThat(http.nextToken()).isEqualTo(new Answer.Done<>(2L));
            node.terminate();
            assertThat(node.awaitEnd(TestCluster.PATIENCE)).isEqualTo(143);
        }
    }

    private void copyTheApplication() throws IOException {
        try (Stream<Path> files = Files.walk(APPLICATION)) {
            for (Path file : files.skip(1).toList()) {
                Files.copy(file, home.resolve(APPLICATION.relativize(file)));
            }
        }
    }

    private void makeTheCache() throws IOException, InterruptedException {
        Path output = home.resolve("training.log");
        ProcessBuilder builder = new ProcessBuilder(
                SOURCES.resolve("docker/aot-cache").toString(),
                home.toString(),
                Integer.toString(ports.peer()),
                Integer.toString(ports.http()),
                Integer.toString(ports.grpc()));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("PAXOSKV_LAUNCHER", LAUNCHER.toString());
        int exitCode = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        assertThat(exitCode).as(Files.readString(output)).isZero();
    }

    /** With this mode the JVM ends at once if the cache does not fit. */
    private NodeProcess node() {
        List<String> arguments = List.of(
                "node",
                "--data",
                home.resolve("data").toString(),
                "--peer-addr",
                NodePorts.HOST + ":" + ports.peer(),
                "--http-addr",
                NodePorts.HOST + ":" + ports.http(),
                "--grpc-addr",
                NodePorts.HOST + ":" + ports.grpc());
        return new NodeProcess(LAUNCHER, arguments, home.resolve("node.log"))
                .with("PAXOSKV_HOME", home.toString())
                .with("PAXOSKV_JAVA_OPTS", "-Xmx300m -XX:AOTMode=on");
    }
}
