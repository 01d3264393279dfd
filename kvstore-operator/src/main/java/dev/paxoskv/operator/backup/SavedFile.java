package dev.paxoskv.operator.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Optional;

/** What the command that wrote a snapshot says of it. */
public record SavedFile(String clusterId, String revision, String keys, long sizeBytes, String sha256) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** From the message that the command's pod left; empty if it is none of ours. */
    static Optional<SavedFile> parse(String message) {
        try {
            JsonNode json = MAPPER.readTree(message);
            boolean whole =
                    json.path("sha256").isTextual() && json.path("size_bytes").isTextual();
            return whole
                    ? Optional.of(new SavedFile(
                            json.path("cluster_id").asText(),
                            json.path("revision").asText(),
                            json.path("keys").asText(),
                            Long.parseLong(json.path("size_bytes").asText()),
                            json.path("sha256").asText()))
                    : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
