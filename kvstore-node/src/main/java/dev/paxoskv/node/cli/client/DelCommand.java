package dev.paxoskv.node.cli.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.cli.console.OutputFormat;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paxoskv del KEY}: deletes one key. */
@Command(name = "del", description = "Deletes a key; exit code 3 if there is no such key.")
public final class DelCommand implements Callable<Integer> {
    private static final byte[] NO_BODY = {};

    private final Console console;

    @Mixin
    private EndpointOptions endpoints = new EndpointOptions();

    @Parameters(paramLabel = "KEY")
    private String key = "";

    @Option(
            names = "--if-revision",
            paramLabel = "N",
            description = "Delete only if the key was last written in revision N, else exit with code 4.")
    private @Nullable Long revision;

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table or json.")
    private OutputFormat format = OutputFormat.TABLE;

    public DelCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Map<String, String> headers = revision == null ? Map.of() : Map.of("If-Match", "\"" + revision + "\"");
        try (RestClient client = endpoints.connect()) {
            print(client.write("DELETE", RestPaths.ofKey(key), NO_BODY, headers).header("X-KV-Revision"));
        }
        return ExitCode.OK;
    }

    private void print(String deletedAt) {
        switch (format) {
            case TABLE -> console.out().println("deleted at revision " + deletedAt);
            case JSON -> {
                ObjectNode json = Json.object();
                json.put("key", key);
                json.put("revision", deletedAt);
                console.out().println(Json.print(json));
            }
        }
    }
}
