package dev.paxoskv.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that cannot start says why in one line, and ends: with 2 if its configuration is wrong, else with 1. */
class RefusedStartIT {
    private final NodePorts ports = NodePorts.free(1).getFirst();

    @TempDir
    Path directory;

    @Test
    void aClusterFileThatDoesNotParse() throws IOException {
        Program run = node("[{\"data\": \"n1\", ");

        assertThat(run.output()).contains("cluster.json is not JSON").contains("line 1");
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void aClusterFileThatContradictsItself() throws IOException {
        String line = ports.clusterLine("n1");
        Program run = node("[" + line + ", " + line + "]");

        assertThat(run.output()).contains(NodePorts.HOST + ":" + ports.peer() + " is used twice");
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"peer", "http", "grpc"})
    void aPortInUse(String name) throws IOException {
        int port = switch (name) {
            case "peer" -> ports.peer();
            case "http" -> ports.http();
            default -> ports.grpc();
        };
        try (ServerSocket _ = NodePorts.occupy(port)) {
            Program run = node("[" + ports.clusterLine(directory.resolve("n1").toString()) + "]");

            assertThat(run.output())
                    .containsPattern("(?m)^.*\\b" + port + "\\b.*in use")
                    .doesNotContain("\tat ");
            assertThat(run.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void aDataDirectoryThatCannotBeMade() throws IOException {
        Path file = Files.createFile(directory.resolve("a-file"));
        Program run = node("[" + ports.clusterLine(file.resolve("n1").toString()) + "]");

        assertThat(run.output()).contains(file.resolve("n1").toString()).doesNotContain("\tat ");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    private Program node(String clusterFile) throws IOException {
        Path file = Files.writeString(directory.resolve("cluster.json"), clusterFile);
        return Program.run(directory, "node", "--cluster", file.toString(), "--index", "0");
    }
}
