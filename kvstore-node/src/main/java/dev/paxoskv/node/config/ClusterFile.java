package dev.paxoskv.node.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paxoskv.node.config.Topology.Addresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A cluster as a JSON file: a list with a line for each node, which has its data directory ({@code "data"}, or its alias
 * {@code "badger"}), its peer address ({@code "rpc"}), its HTTP address ({@code "store"}) and, if it does not follow from
 * the peer address, its client gRPC address ({@code "grpc"}). A node is the line of its index; its label is index + 1.
 */
final class ClusterFile {
    private static final Set<String> FIELDS = Set.of("data", "badger", "rpc", "store", "grpc");
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Path file;

    private ClusterFile(Path file) {
        this.file = file;
    }

    /**
     * Reads the node at this index.
     *
     * @param data a data directory to use instead of the file's; none to use the file's
     * @throws ConfigException if the file cannot be read, is not as described, or has no such index
     */
    static Topology read(Path file, int index, @Nullable Path data) {
        return new ClusterFile(file).topology(index, data);
    }

    private Topology topology(int index, @Nullable Path data) {
        JsonNode list = parsed();
        if (!list.isArray() || list.isEmpty()) {
            throw wrong("is not a list of nodes, like [{\"data\": \"n1\", \"rpc\": \"localhost:3000\", \"store\":"
                    + " \"localhost:4000\"}]");
        }
        if (index < 0 || index >= list.size()) {
            throw wrong(
                    "lists " + list.size() + " nodes, so the index is 0 to " + (list.size() - 1) + ", not " + index);
        }
        List<Addresses> nodes = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            nodes.add(addresses(list.get(i), i));
        }
        Path directory = data != null ? data : Path.of(directory(list.get(index), index));
        return new Topology(index + 1, directory, nodes);
    }

    private JsonNode parsed() {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException broken) {
            String problem = broken.getOriginalMessage();
            int internals = problem.indexOf(" (start marker");
            throw wrong("is not JSON: " + (internals < 0 ? problem : problem.substring(0, internals)) + " at line "
                    + broken.getLocation().getLineNr());
        } catch (IOException unreadable) {
            throw new ConfigException("the cluster file " + file + " cannot be read: " + unreadable);
        }
    }

    private Addresses addresses(JsonNode node, int index) {
        if (!node.isObject()) {
            throw wrong("has at index " + index + " no object but " + node);
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                throw wrong("has at index " + index + " an unknown field \"" + name
                        + "\"; there are data, rpc, store and grpc");
            }
        }
        directory(node, index);
        Addresses all = Addresses.fromPeer(index + 1, address(node, index, "rpc"));
        if (node.has("store")) {
            all = all.withHttp(address(node, index, "store"));
        }
        return node.has("grpc") ? all.withGrpc(address(node, index, "grpc")) : all;
    }

    private String directory(JsonNode node, int index) {
        if (node.has("data") && node.has("badger")) {
            throw wrong("has at index " + index + " both \"data\" and its alias \"badger\"; keep one");
        }
        return text(node, index, node.has("badger") ? "badger" : "data");
    }

    private Address address(JsonNode node, int index, String name) {
        return Address.parse(text(node, index, name), "\"" + name + "\" at index " + index + " of " + file);
    }

    private String text(JsonNode node, int index, String name) {
        JsonNode value = node.path(name);
        if (!value.isTextual() || value.textValue().isEmpty()) {
            throw wrong("has at index " + index + " no text \"" + name + "\"");
        }
        return value.textValue();
    }

    private ConfigException wrong(String what) {
        return new ConfigException("the cluster file " + file + " " + what);
    }
}
