package dev.paxoskv.node.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.cli.console.OutputFormat;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code paxoskv keys}: the keys in the order of their bytes, all of one revision. Reads page by page and prints as it
 * goes, so that its memory does not grow with the store.
 */
@Command(
        name = "keys",
        description = "Lists keys in the order of their bytes, all as of one revision.",
        footer = {
            "",
            "As a table: one key a line, control characters and backslashes escaped (\\n, \\u0000, \\\\);",
            "a key that is not UTF-8 as \\base64:... . As JSON: one object a line, with key or key_base64."
        })
public final class KeysCommand implements Callable<Integer> {
    private static final int PAGE = 1000;

    private final Console console;

    @Mixin
    private EndpointOptions endpoints = new EndpointOptions();

    @Mixin
    private ReadOptions read = new ReadOptions();

    @Option(names = "--prefix", paramLabel = "TEXT", description = "Only the keys that begin so.")
    private @Nullable String prefix;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many keys (default: all).")
    private long limit = Long.MAX_VALUE;

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table or json.")
    private OutputFormat format = OutputFormat.TABLE;

    public KeysCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new CommandFailure(ExitCode.USAGE, "--limit is 1 or more, not " + limit);
        }
        try (RestClient client = endpoints.connect()) {
            printPages(client);
        }
        return ExitCode.OK;
    }

    /** The cursor that the first page answers pins the revision for the pages after it. */
    private void printPages(RestClient client) {
        long left = limit;
        RestPaths.Query query = read.query();
        while (true) {
            query.with("prefix", prefix).with("keys_only", true).with("limit", Math.min(left, PAGE));
            JsonNode page = Json.objectOf(client.read(RestPaths.ofRange() + query));
            for (JsonNode item : page.path("items")) {
                print(item);
                left--;
            }
            String cursor = page.path("cursor").asText("");
            if (cursor.isEmpty() || left <= 0 || console.out().checkError()) {
                return;
            }
            query = new RestPaths.Query().with("cursor", cursor);
        }
    }

    private void print(JsonNode item) {
        console.out()
                .println(
                        switch (format) {
                            case TABLE ->
                                item.has("key")
                                        ? escaped(item.path("key").asText())
                                        : "\\base64:" + item.path("key_base64").asText();
                            case JSON -> Json.print(item);
                        });
    }

    private static String escaped(String key) {
        if (key.chars().noneMatch(c -> Character.isISOControl(c) || c == '\\')) {
            return key;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                default -> text.append(Character.isISOControl(c) ? "\\u%04x".formatted((int) c) : String.valueOf(c));
            }
        }
        return text.toString();
    }
}
