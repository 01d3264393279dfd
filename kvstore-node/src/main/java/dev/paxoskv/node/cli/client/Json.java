package dev.paxoskv.node.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.ExitCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;

/** JSON as the commands print and read it. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** An empty object. */
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Puts {@code bytes} under {@code name} if they are UTF-8, else in base 64 under {@code name_base64}. */
    static void putBytes(ObjectNode target, String name, byte[] bytes) {
        try {
            target.put(name, UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            target.put(name + "_base64", Base64.getEncoder().encodeToString(bytes));
        }
    }

    /** The object in an answer; a failure that names the endpoint when there is none. */
    static JsonNode objectOf(Answer answer) {
        try {
            JsonNode json = MAPPER.readTree(answer.body());
            if (json.isObject()) {
                return json;
            }
        } catch (IOException e) {
            // Told below: whatever it was, it is not what a node answers.
        }
        throw new CommandFailure(
                ExitCode.ERROR, answer.endpoint() + " did not answer as a PaxosKV node does; is the address right?");
    }

    static byte[] bytes(JsonNode json) {
        return print(json).getBytes(UTF_8);
    }

    /** JSON as text, in one line. */
    public static String print(JsonNode json) {
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree that cannot be printed", e);
        }
    }
}
