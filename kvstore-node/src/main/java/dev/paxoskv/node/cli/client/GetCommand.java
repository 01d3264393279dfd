package dev.paxoskv.node.cli.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.cli.console.OutputFormat;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code paxoskv get KEY}: the value's bytes as they are, or a JSON object with the revisions too. */
@Command(
        name = "get",
        description = "Prints a value: its bytes as they are, without a line end; exit code 3 if there is no such key.")
public final class GetCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private EndpointOptions endpoints = new EndpointOptions();

    @Mixin
    private ReadOptions read = new ReadOptions();

    @Parameters(paramLabel = "KEY")
    private String key = "";

    @Option(
            names = "-o",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table: the bare value; json: with its revisions (default: ${DEFAULT-VALUE}).")
    private OutputFormat format = OutputFormat.TABLE;

    public GetCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (RestClient client = endpoints.connect()) {
            Answer answer = client.read(RestPaths.ofKey(key) + read.query());
            switch (format) {
                case TABLE -> console.out().writeBytes(answer.body());
                case JSON -> console.out().println(Json.print(described(answer)));
            }
        }
        return ExitCode.OK;
    }

    private ObjectNode described(Answer answer) {
        ObjectNode json = Json.object();
        json.put("key", key);
        Json.putBytes(json, "value", answer.body());
        json.put("create_revision", answer.header("X-KV-Create-Revision"));
        json.put("mod_revision", answer.modRevision());
        json.put("version", answer.header("X-KV-Version"));
        if (!answer.header("X-KV-Lease").isEmpty()) {
            json.put("lease", answer.header("X-KV-Lease"));
        }
        json.put("revision", answer.header("X-KV-Revision"));
        return json;
    }
}
