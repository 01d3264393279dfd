package dev.paxoskv.node.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.ExitCode;
import java.io.IOException;

/** A refused request: RFC 9457 problem details, or whatever text came in their place. */
record Problem(int status, String code, String text, String outcome) {
    private static final int MAX_TEXT = 500;

    static Problem of(Answer answer) {
        JsonNode json = parse(answer.body());
        String text = json.path("detail").asText(json.path("title").asText(""));
        if (text.isEmpty()) {
            text = new String(answer.body(), UTF_8).strip();
        }
        if (text.isEmpty()) {
            text = "no reason given";
        }
        String shortened = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "..." : text;
        return new Problem(
                answer.status(),
                json.path("code").asText(""),
                shortened,
                json.path("outcome").asText(""));
    }

    private static JsonNode parse(byte[] body) {
        ObjectMapper mapper = new ObjectMapper();
        try {
            return mapper.readTree(body);
        } catch (IOException e) {
            return mapper.createObjectNode();
        }
    }

    /** It is not known whether anything was done. */
    boolean isUnknown() {
        return outcome.equals("unknown") || status == 504;
    }

    /** A change of the cluster that may be granted later, as it is. */
    boolean isPassing() {
        return switch (code) {
            case "busy", "not_caught_up", "feature_level", "no_leader", "timed_out", "overloaded" -> true;
            default -> false;
        };
    }

    /** Nothing was done, so the same request may go to another endpoint. */
    boolean nothingDone() {
        return outcome.equals("none");
    }

    String summary() {
        return text + " (HTTP " + status + ")";
    }

    CommandFailure asFailure() {
        if (isUnknown()) {
            return new CommandFailure(
                    ExitCode.UNAVAILABLE, summary() + "; if this was a write, it may have been done or not");
        }
        return new CommandFailure(exitCode(), summary());
    }

    private int exitCode() {
        return switch (status) {
            case 404 -> ExitCode.NOT_FOUND;
            case 409, 412 -> ExitCode.CONFLICT;
            case 429, 503 -> ExitCode.UNAVAILABLE;
            default -> ExitCode.ERROR;
        };
    }
}
