package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.paxos.model.MemberId;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** A small JSON object that a request brings: known fields, each of them text. */
final class JsonBody {

    private static final int MAX_LENGTH = 16_384;

    private final JsonObject json;

    private JsonBody(JsonObject json) {
        this.json = json;
    }

    /**
     * Reads a body; none at all is an empty object.
     *
     * @param names the fields that there may be
     * @throws ProblemException if it is no such object
     */
    static JsonBody of(String body, String... names) {
        if (body.length() > MAX_LENGTH) {
            throw refused("the body has at most " + MAX_LENGTH + " characters");
        }
        JsonObject json = parsed(body);
        Set<String> known = Set.of(names);
        for (String name : json.fieldNames()) {
            if (!known.contains(name)) {
                throw refused("there is no field '" + name + "' here; there are: " + String.join(", ", List.of(names)));
            }
            if (!(json.getValue(name) instanceof String)) {
                throw refused("the field " + name + " is text, ids and numbers too: \"" + name + "\": \"...\"");
            }
        }
        return new JsonBody(json);
    }

    private static JsonObject parsed(String body) {
        try {
            return body.isBlank() ? new JsonObject() : new JsonObject(body);
        } catch (DecodeException _) {
            throw refused("the body is no JSON object");
        }
    }

    /** The field's text; empty where it is not given. */
    String text(String name) {
        return json.getString(name, "");
    }

    /** The field as a member's id; {@link MemberId#NONE} where it is not given. */
    MemberId memberId(String name) {
        String text = text(name);
        return text.isEmpty() ? MemberId.NONE : Parameters.memberId(name, text);
    }

    private static ProblemException refused(String detail) {
        return new ProblemException(Problem.badRequest(detail));
    }
}
