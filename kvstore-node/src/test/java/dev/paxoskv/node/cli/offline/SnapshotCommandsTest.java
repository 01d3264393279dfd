package dev.paxoskv.node.cli.offline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paxoskv.node.api.LocalKeyValueService;
import dev.paxoskv.node.cli.CommandLineRun;
import dev.paxoskv.node.cli.FakeNode;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.replica.SnapshotHandle;
import dev.paxoskv.node.snapshot.SnapshotStream;
import dev.paxoskv.node.statemachine.Limits;
import dev.paxoskv.node.statemachine.Operation.Put;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.StateMachine;
import dev.paxoskv.node.storage.NodeStorage;
import dev.paxoskv.node.storage.StorageEngines;
import dev.paxoskv.node.storage.StorageOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code paxoskv snapshot} and {@code paxoskv recover}, against files, directories and a node that plays its part. */
class SnapshotCommandsTest {
    private static final String BINARY = "application/octet-stream";
    private static final int KEYS = 2_000;
    private static final String CLUSTER = LocalKeyValueService.CLUSTER.toString();

    @TempDir
    private Path directory;

    private final byte[] snapshot = snapshot();
    private final FakeNode node = new FakeNode();

    private static byte[] snapshot() {
        LocalKeyValueService store = new LocalKeyValueService();
        for (int i = 0; i < KEYS; i++) {
            store.write(Put.of(key(i), ("value of " + i).repeat(30).getBytes(UTF_8)))
                    .join();
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (SnapshotHandle handle = store.snapshot().join()) {
            SnapshotStream stream = new SnapshotStream(handle);
            for (byte[] part = stream.next(); part != null; part = stream.next()) {
                file.writeBytes(part);
            }
        }
        return file.toByteArray();
    }

    private static byte[] key(int number) {
        return ("key-" + number).getBytes(UTF_8);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void saveWritesTheFileAndShowsHowFarItIs() throws IOException {
        node.answering(200, BINARY, snapshot);
        CommandLineRun run = save("backup");
        assertThat(run.exitCode()).as(run.errors()).isEqualTo(ExitCode.OK);
        assertThat(directory.resolve("backup")).hasBinaryContent(snapshot);
        assertThat(run.text()).contains(CLUSTER).contains("2001");
        assertThat(run.errors()).contains(KEYS + " keys").contains("100 %");
        assertThat(names()).containsExactly("backup");
        assertThat(node.requests()).containsExactly("GET /api/v1/admin/snapshot");
    }

    @Test
    void saveOverwritesNothingUnlessToldTo() throws IOException {
        Files.writeString(directory.resolve("backup"), "precious");
        CommandLineRun run = save("backup");
        assertThat(run.exitCode()).isEqualTo(ExitCode.ERROR);
        assertThat(run.errors()).contains("--force");
        assertThat(directory.resolve("backup")).hasContent("precious");
        assertThat(node.requests()).isEmpty();
        node.answering(200, BINARY, snapshot);
        assertThat(save("backup", "--force").exitCode()).isEqualTo(ExitCode.OK);
        assertThat(directory.resolve("backup")).hasBinaryContent(snapshot);
    }

    @Test
    void saveLeavesNothingBehindThatIsNotWhole() throws IOException {
        byte[] damaged = snapshot.clone();
        damaged[damaged.length / 2]++;
        node.answering(200, BINARY, damaged);
        CommandLineRun run = save("backup");
        assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(run.errors()).contains("damaged");
        node.answering(200, BINARY, Arrays.copyOf(snapshot, snapshot.length / 2));
        assertThat(save("backup").errors()).contains("cut short");
        node.answeringProblem(503, "{\"detail\":\"no leader is known\"}");
        assertThat(save("backup").errors()).contains("no leader is known (HTTP 503)");
        assertThat(names()).isEmpty();
    }

    @Test
    void saveGoesOnToTheNextEndpoint() throws IOException {
        try (FakeNode other = new FakeNode()) {
            node.answering(200, BINARY, Arrays.copyOf(snapshot, snapshot.length / 3));
            other.answering(200, BINARY, snapshot);
            CommandLineRun run = CommandLineRun.of(
                    "snapshot",
                    "save",
                    directory.resolve("backup").toString(),
                    "--endpoints",
                    "http://localhost:1," + node.url() + "," + other.url());
            assertThat(run.exitCode()).as(run.errors()).isEqualTo(ExitCode.OK);
            assertThat(directory.resolve("backup")).hasBinaryContent(snapshot);
        }
    }

    @Test
    void saveMakesDirectoriesVerifiesAndLeavesItsResult() throws IOException {
        node.answering(200, BINARY, snapshot);
        Path result = directory.resolve("result");
        CommandLineRun run = save("daily/deep/backup", "--parents", "--verify", "--result-file", result.toString());
        assertThat(run.exitCode()).as(run.errors()).isEqualTo(ExitCode.OK);
        assertThat(directory.resolve("daily/deep/backup")).hasBinaryContent(snapshot);
        JsonNode told = new ObjectMapper().readTree(Files.readString(result));
        assertThat(told.path("revision").asText()).isEqualTo(Integer.toString(KEYS + 1));
        assertThat(told.path("sha256").asText()).hasSize(64);
        assertThat(Files.size(result))
                .as("what fits a pod's termination message")
                .isLessThan(4096);
    }

    @Test
    void saveSaysThatADirectoryIsMissing() throws IOException {
        node.answering(200, BINARY, snapshot);
        CommandLineRun run = save("daily/backup");
        assertThat(run.exitCode()).isEqualTo(ExitCode.ERROR);
        assertThat(run.errors()).contains("cannot write").contains("daily");
        assertThat(names()).isEmpty();
    }

    @Test
    void deleteTakesSnapshotsAndWhatBrokeOffButNothingElse() throws IOException {
        Path file = Files.write(directory.resolve("backup"), snapshot);
        Files.write(directory.resolve("backup.part"), Arrays.copyOf(snapshot, 10));
        CommandLineRun run = CommandLineRun.of("snapshot", "delete", file.toString());
        assertThat(run.exitCode()).as(run.errors()).isEqualTo(ExitCode.OK);
        assertThat(run.text()).contains(CLUSTER);
        assertThat(names()).isEmpty();
        assertThat(CommandLineRun.of("snapshot", "delete", file.toString()).exitCode())
                .isEqualTo(ExitCode.OK);
        Path other = Files.writeString(directory.resolve("letter"), "precious, and longer than the head of a frame");
        CommandLineRun refused = CommandLineRun.of("snapshot", "delete", other.toString());
        assertThat(refused.exitCode()).isEqualTo(ExitCode.ERROR);
        assertThat(refused.errors()).contains("no snapshot of PaxosKV");
        assertThat(names()).containsExactly("letter");
    }

    @Test
    void statusTellsWhatAFileIsOf() throws IOException {
        Path file = Files.write(directory.resolve("backup"), snapshot);
        CommandLineRun table = CommandLineRun.of("snapshot", "status", file.toString());
        assertThat(table.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(table.text().lines().toList().getFirst()).startsWith("CLUSTER");
        assertThat(table.errors()).contains("50 %").contains("100 %");
        JsonNode json = json(CommandLineRun.of("snapshot", "status", file.toString(), "-o", "json"));
        assertThat(json.path("cluster_id").asText()).isEqualTo(CLUSTER);
        assertThat(json.path("revision").asText()).isEqualTo(Integer.toString(KEYS + 1));
        assertThat(json.path("keys").asText()).isEqualTo(Integer.toString(KEYS));
        assertThat(json.path("size_bytes").asText()).isEqualTo(Integer.toString(snapshot.length));
        assertThat(json.path("members").get(0).path("name").asText()).isEqualTo("node-1");
    }

    @Test
    void statusRefusesWhatIsNoSnapshot() throws IOException {
        Path file = Files.writeString(directory.resolve("letter"), "dear reader, this is none");
        CommandLineRun run = CommandLineRun.of("snapshot", "status", file.toString());
        assertThat(run.exitCode()).isEqualTo(ExitCode.ERROR);
        assertThat(run.errors()).contains("letter").contains("no snapshot").doesNotContain("defect");
        assertThat(CommandLineRun.of(
                                "snapshot", "status", directory.resolve("none").toString())
                        .errors())
                .contains("there is no file");
    }

    @Test
    void restoreFoundsAClusterWithEveryKey() throws IOException {
        Path file = Files.write(directory.resolve("backup"), snapshot);
        Path data = directory.resolve("data");
        CommandLineRun run = restore(file, data, "-o", "json");
        assertThat(run.errors()).contains("50 %").contains("100 %");
        JsonNode json = json(run);
        assertThat(json.path("from_cluster_id").asText()).isEqualTo(CLUSTER);
        assertThat(json.path("cluster_id").asText()).isNotEqualTo(CLUSTER).matches("[0-9a-f]{16}");
        try (NodeStorage storage = StorageEngines.named(StorageEngines.DEFAULT).open(data, StorageOptions.defaults())) {
            assertThat(storage.member().toString())
                    .isEqualTo(json.path("member_id").asText());
            ReadView view = new StateMachine(storage.state(), Limits.DEFAULT).view();
            assertThat(view.revision()).isEqualTo(KEYS + 1);
            for (int i = 0; i < KEYS; i++) {
                assertThat(Objects.requireNonNull(view.get(key(i))).value())
                        .isEqualTo(("value of " + i).repeat(30).getBytes(UTF_8));
            }
        }
        CommandLineRun again = restore(file, data);
        assertThat(again.exitCode()).isEqualTo(ExitCode.ERROR);
        assertThat(again.errors()).contains("empty directory");
    }

    @Test
    void restoreWantsAddressesThatOthersCanReach() throws IOException {
        Path file = Files.write(directory.resolve("backup"), snapshot);
        CommandLineRun run = CommandLineRun.of(
                "snapshot",
                "restore",
                file.toString(),
                "--data-dir",
                directory.resolve("d").toString(),
                "--name",
                "n",
                "--peer",
                ":3000",
                "--http",
                "h:1",
                "--grpc",
                "h:2");
        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors()).contains("--peer");
        assertThat(directory.resolve("d")).doesNotExist();
    }

    @Test
    void recoverRefusesWithoutTheAcknowledgementAndSaysWhatItWouldDo() throws IOException {
        Path file = Files.write(directory.resolve("backup"), snapshot);
        Path data = directory.resolve("data");
        JsonNode founded = json(restore(file, data, "-o", "json"));
        String cluster = founded.path("cluster_id").asText();

        CommandLineRun asked = CommandLineRun.of("recover", "--data-dir", data.toString());
        assertThat(asked.exitCode()).isEqualTo(ExitCode.ERROR);
        assertThat(asked.errors())
                .contains("--acknowledge-data-loss " + cluster)
                .contains("Nothing was changed")
                .contains("slot " + founded.path("slot").asText());
        CommandLineRun other = recover(data, "00000000000000ff");
        assertThat(other.exitCode()).isEqualTo(ExitCode.ERROR);
        assertThat(other.errors()).contains("not of 00000000000000ff");
        assertThat(recover(data, "mine").exitCode()).isEqualTo(ExitCode.USAGE);

        JsonNode recovered = json(recover(data, cluster, "-o", "json"));
        assertThat(recovered.path("from_cluster_id").asText()).isEqualTo(cluster);
        assertThat(recovered.path("cluster_id").asText()).isNotEqualTo(cluster);
        assertThat(recovered.path("revision").asText()).isEqualTo(Integer.toString(KEYS + 1));
        assertThat(Path.of(recovered.path("kept").asText())).isDirectory();
        assertThat(recover(data, cluster).errors()).contains("Nothing was changed");
    }

    @Test
    void withTheNewClustersIdACommandCanBeRepeated() throws IOException {
        Path file = Files.write(directory.resolve("backup"), snapshot);
        Path data = directory.resolve("data");
        String restored = "00000000000000aa";
        String recovered = "00000000000000bb";
        JsonNode first = json(restore(file, data, "--cluster-id", restored, "-o", "json"));
        assertThat(first.path("cluster_id").asText()).isEqualTo(restored);
        assertThat(first.path("done_before").asBoolean()).isFalse();
        JsonNode again = json(restore(file, data, "--cluster-id", restored, "-o", "json"));
        assertThat(again.path("done_before").asBoolean()).isTrue();
        assertThat(again.path("member_id")).isEqualTo(first.path("member_id"));
        assertThat(restore(file, data, "--cluster-id", restored).text()).contains("nothing was changed");
        assertThat(restore(file, data, "--cluster-id", recovered).errors()).contains("of cluster " + restored);

        json(recover(data, restored, "--cluster-id", recovered, "-o", "json"));
        JsonNode repeated = json(recover(data, restored, "--cluster-id", recovered, "-o", "json"));
        assertThat(repeated.path("cluster_id").asText()).isEqualTo(recovered);
        assertThat(repeated.path("done_before").asBoolean()).isTrue();
        assertThat(directory.resolve("data/before-recovery-2")).doesNotExist();
        assertThat(recover(data, restored, "--cluster-id", "00000000000000cc").exitCode())
                .isEqualTo(ExitCode.ERROR);
    }

    @Test
    void aClusterIdThatCannotBeOneIsRefused() {
        Path data = directory.resolve("data");
        for (String wrong : List.of("mine", "0000000000000000", "aa", "")) {
            assertThat(recover(data, "00000000000000aa", "--cluster-id", wrong).exitCode())
                    .as(wrong)
                    .isEqualTo(ExitCode.USAGE);
        }
        assertThat(recover(data, "00000000000000aa", "--cluster-id", "00000000000000aa")
                        .errors())
                .contains("another id");
        assertThat(data).doesNotExist();
    }

    private CommandLineRun save(String name, String... more) {
        return run(List.of("snapshot", "save", directory.resolve(name).toString(), "--endpoints", node.url()), more);
    }

    private static CommandLineRun restore(Path file, Path data, String... more) {
        return run(
                List.of(
                        "snapshot",
                        "restore",
                        file.toString(),
                        "--data-dir",
                        data.toString(),
                        "--name",
                        "first",
                        "--peer",
                        "host:3000",
                        "--http",
                        "host:4000",
                        "--grpc",
                        "host:5000"),
                more);
    }

    private static CommandLineRun recover(Path data, String cluster, String... more) {
        return run(List.of("recover", "--data-dir", data.toString(), "--acknowledge-data-loss", cluster), more);
    }

    private static CommandLineRun run(List<String> arguments, String... more) {
        return CommandLineRun.of(
                Stream.concat(arguments.stream(), Stream.of(more)).toArray(String[]::new));
    }

    private static JsonNode json(CommandLineRun run) throws IOException {
        assertThat(run.exitCode()).as(run.errors()).isEqualTo(ExitCode.OK);
        return new ObjectMapper().readTree(run.text());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
