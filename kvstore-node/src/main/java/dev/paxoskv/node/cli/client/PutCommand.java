package dev.paxoskv.node.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.cli.console.OutputFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paxoskv put KEY VALUE}: writes one key. */
@Command(
        name = "put",
        description = "Writes a value, from the argument, from standard input ('-') or from a file.",
        footer = {"", "A value that begins with a dash goes behind '--':  paxoskv put -- KEY -5"})
public final class PutCommand implements Callable<Integer> {
    /** Far above what a node takes (it answers 413); bounds the memory of this command alone. */
    private static final int MAX_VALUE_BYTES = 64 << 20;

    private final Console console;

    @Mixin
    private EndpointOptions endpoints = new EndpointOptions();

    @Parameters(index = "0", paramLabel = "KEY")
    private String key = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "VALUE", description = "The value; '-' reads standard input.")
    private @Nullable String value;

    @Option(names = "--file", paramLabel = "FILE", description = "Take the value from this file.")
    private @Nullable Path file;

    @ArgGroup(exclusive = true)
    private Condition condition = new Condition();

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table or json.")
    private OutputFormat format = OutputFormat.TABLE;

    public PutCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        byte[] bytes = valueBytes();
        try (RestClient client = endpoints.connect()) {
            Answer answer = client.write("PUT", RestPaths.ofKey(key), bytes, condition.headers());
            print(answer);
        }
        return ExitCode.OK;
    }

    private void print(Answer answer) {
        switch (format) {
            case TABLE -> console.out().println("written at revision " + answer.modRevision());
            case JSON -> {
                ObjectNode json = Json.object();
                json.put("key", key);
                json.put("mod_revision", answer.modRevision());
                json.put("version", answer.header("X-KV-Version"));
                console.out().println(Json.print(json));
            }
        }
    }

    private byte[] valueBytes() {
        if (value != null && file != null) {
            throw new CommandFailure(ExitCode.USAGE, "give the value as an argument or with --file, not both");
        }
        if (file != null) {
            return fileBytes(file);
        }
        if (value == null) {
            throw new CommandFailure(ExitCode.USAGE, "give a value, '-' for standard input, or --file FILE");
        }
        return value.equals("-") ? standardInput() : value.getBytes(UTF_8);
    }

    private static byte[] fileBytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return limited(in, file.toString());
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.ERROR, "cannot read " + file + ": " + RestClient.reason(e));
        }
    }

    private byte[] standardInput() {
        try {
            return limited(console.in(), "standard input");
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.ERROR, "cannot read standard input: " + RestClient.reason(e));
        }
    }

    private static byte[] limited(InputStream in, String name) throws IOException {
        byte[] bytes = in.readNBytes(MAX_VALUE_BYTES + 1);
        if (bytes.length > MAX_VALUE_BYTES) {
            throw new CommandFailure(ExitCode.ERROR, name + " is larger than " + MAX_VALUE_BYTES + " bytes");
        }
        return bytes;
    }

    /** A write under a condition: the entity tag of the version to replace, or no version at all. */
    static final class Condition {
        @Option(
                names = "--if-revision",
                paramLabel = "N",
                description = "Write only if the key was last written in revision N, else exit with code 4.")
        private @Nullable Long revision;

        @Option(names = "--if-absent", description = "Write only if there is no such key, else exit with code 4.")
        private boolean absent;

        Map<String, String> headers() {
            if (absent) {
                return Map.of("If-None-Match", "*");
            }
            return revision == null ? Map.of() : Map.of("If-Match", "\"" + revision + "\"");
        }
    }
}
