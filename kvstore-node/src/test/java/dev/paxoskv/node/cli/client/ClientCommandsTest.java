package dev.paxoskv.node.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paxoskv.node.cli.CommandLineRun;
import dev.paxoskv.node.cli.FakeNode;
import dev.paxoskv.node.cli.console.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientCommandsTest {
    private static final byte[] NOT_TEXT = {(byte) 0xff, 0, '\n', (byte) 0x80};

    private final FakeNode node = new FakeNode();

    @TempDir
    Path files;

    @AfterEach
    void stop() {
        node.close();
    }

    private CommandLineRun run(String... arguments) {
        return withInput(new byte[0], arguments);
    }

    private CommandLineRun withInput(byte[] input, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(1, List.of("--endpoints", node.url()));
        return CommandLineRun.withInput(input, all.toArray(String[]::new));
    }

    private static JsonNode json(CommandLineRun run) throws Exception {
        assertThat(run.exitCode()).as(run.errors()).isEqualTo(ExitCode.OK);
        return new ObjectMapper().readTree(run.output());
    }

    @Test
    void aValueThatIsPutIsGot() {
        assertThat(run("put", "k", "hello").text()).isEqualTo("written at revision 2" + System.lineSeparator());
        assertThat(run("get", "k").text()).isEqualTo("hello");
    }

    @Test
    void valuesComeFromStandardInputAndFilesAsTheyAre() throws Exception {
        Path file = Files.write(files.resolve("value"), NOT_TEXT);

        assertThat(withInput(NOT_TEXT, "put", "in", "-").exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run("put", "file", "--file", file.toString()).exitCode()).isEqualTo(ExitCode.OK);

        assertThat(run("get", "in").output()).isEqualTo(NOT_TEXT);
        assertThat(run("get", "file").output()).isEqualTo(NOT_TEXT);
    }

    @Test
    void aValueMayBeEmptyOrBeginWithADash() {
        assertThat(run("put", "empty", "").exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run("put", "--", "dash", "-5").exitCode()).isEqualTo(ExitCode.OK);

        assertThat(run("get", "empty").exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run("get", "empty").output()).isEmpty();
        assertThat(run("get", "dash").text()).isEqualTo("-5");
    }

    @Test
    void aFileThatCannotBeReadIsNamed() {
        CommandLineRun run = run("put", "k", "--file", files.resolve("missing").toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.ERROR);
        assertThat(run.errors()).contains("cannot read", "missing");
        assertThat(node.requests()).isEmpty();
    }

    @Test
    void anyTextIsAKeyAndReachesTheNodeUnchanged() {
        for (String key : List.of("a/b", "//x", "..", "a b", "a+b", "%2F", "?x=1", "#", "ä€😀", "\n", "&=;")) {
            assertThat(run("put", key, "of " + key).exitCode()).as(key).isEqualTo(ExitCode.OK);
            assertThat(run("get", key).text()).isEqualTo("of " + key);
            assertThat(node.value(key)).isEqualTo(("of " + key).getBytes(UTF_8));
        }
        assertThat(node.requests()).contains("PUT /api/v1/kv/a%2Fb", "PUT /api/v1/kv/%C3%A4%E2%82%AC%F0%9F%98%80");
    }

    @Test
    void jsonTellsTheRevisions() throws Exception {
        node.holding("k", "old").holding("k", "new").holding("raw", NOT_TEXT);

        JsonNode text = json(run("get", "k", "-o", "json"));
        assertThat(text.path("key").asText()).isEqualTo("k");
        assertThat(text.path("value").asText()).isEqualTo("new");
        assertThat(text.path("create_revision").asText()).isEqualTo("2");
        assertThat(text.path("mod_revision").asText()).isEqualTo("3");
        assertThat(text.path("version").asText()).isEqualTo("2");
        assertThat(text.path("revision").asText()).isEqualTo("4");
        assertThat(text.has("lease")).isFalse();
        assertThat(json(run("get", "raw", "-o", "json")).path("value_base64").asText())
                .isEqualTo("/wAKgA==");
        assertThat(json(run("put", "k", "v", "-o", "JSON")).path("mod_revision").asText())
                .isEqualTo("5");
        assertThat(json(run("del", "k", "-o", "json")).path("revision").asText())
                .isEqualTo("6");
    }

    @Test
    void revisionAndConsistencyAreAskedFor() {
        node.holding("k", "v");

        run("get", "k", "--revision", "7", "--consistency", "stale");
        run("get", "k", "--consistency", "linearizable");

        assertThat(node.requests())
                .containsExactly("GET /api/v1/kv/k?revision=7&consistency=stale", "GET /api/v1/kv/k");
    }

    @Test
    void aMissingKeyHasItsOwnExitCode() {
        for (String command : List.of("get", "del")) {
            CommandLineRun run = run(command, "nobody");
            assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
            assertThat(run.output()).isEmpty();
            assertThat(run.errors()).contains("key not found");
        }
    }

    @Test
    void aConditionThatDoesNotHoldHasItsOwnExitCode() {
        assertThat(run("put", "k", "1", "--if-absent").exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run("put", "k", "2", "--if-absent").exitCode()).isEqualTo(ExitCode.CONFLICT);
        assertThat(run("put", "k", "3", "--if-revision", "9").exitCode()).isEqualTo(ExitCode.CONFLICT);
        assertThat(run("get", "k").text()).isEqualTo("1");
        assertThat(run("put", "k", "4", "--if-revision", "2").exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run("get", "k").text()).isEqualTo("4");
    }

    @Test
    void deletingDeletes() {
        node.holding("k", "v");

        assertThat(run("del", "k").text()).startsWith("deleted at revision 3");
        assertThat(node.value("k")).isNull();
    }

    @Test
    void keysAreListedPageByPage() {
        for (int i = 0; i < 2500; i++) {
            node.holding("key%04d".formatted(i), "v");
        }
        node.holding("other", "v");

        List<String> lines = run("keys", "--prefix", "key").text().lines().toList();

        assertThat(lines).hasSize(2500).isSorted().startsWith("key0000").endsWith("key2499");
        assertThat(node.requests()).hasSize(3);
        assertThat(run("keys").text().lines()).hasSize(2501);
    }

    @Test
    void theLimitOfKeysCountsOverPages() {
        for (int i = 0; i < 1500; i++) {
            node.holding("key%04d".formatted(i), "v");
        }

        assertThat(run("keys", "--limit", "1200").text().lines()).hasSize(1200);
        assertThat(node.requests().getLast()).contains("limit=200");
    }

    @Test
    void aKeyIsOneLineWhateverIsInIt() {
        node.holding("a\nb", "v").holding("c\\d", "v").holding("\ufffd", "v");

        assertThat(run("keys").text().lines()).containsExactly("a\\nb", "c\\\\d", "\\base64:/w==");
        assertThat(run("keys", "-o", "json").text().lines())
                .containsExactly("{\"key\":\"a\\nb\"}", "{\"key\":\"c\\\\d\"}", "{\"key_base64\":\"/w==\"}");
    }

    @Test
    void aServerThatIsNoNodeIsRecognised() {
        node.answering(200, "text/html", "<html>");

        CommandLineRun run = run("keys");

        assertThat(run.exitCode()).isEqualTo(ExitCode.ERROR);
        assertThat(run.errors()).contains(node.url(), "is the address right?");
    }
}
