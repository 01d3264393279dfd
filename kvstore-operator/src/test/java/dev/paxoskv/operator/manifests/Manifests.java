package dev.paxoskv.operator.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Kubernetes' objects as they stand in files. */
public final class Manifests {

    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();

    private static final ObjectMapper MAPPER = new ObjectMapper(YAML);

    private Manifests() {}

    /** The documents of a text in YAML; those that say nothing are left out. */
    public static List<JsonNode> parse(String text) {
        List<JsonNode> documents = new ArrayList<>();
        try (YAMLParser parser = YAML.createParser(text);
                MappingIterator<JsonNode> each = MAPPER.readValues(parser, JsonNode.class)) {
            while (each.hasNext()) {
                JsonNode document = each.next();
                if (document.isObject()) {
                    documents.add(document);
                } else if (!document.isNull() && !document.isMissingNode()) {
                    throw new IllegalArgumentException("no object: " + document);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no YAML:\n" + text, e);
        }
        return documents;
    }

    public static List<JsonNode> read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String write(List<? extends JsonNode> documents) {
        StringBuilder text = new StringBuilder();
        try {
            for (JsonNode document : documents) {
                text.append(MAPPER.writeValueAsString(document));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** The object that is called so. */
    public static JsonNode named(List<JsonNode> objects, String kind, String name) {
        return objects.stream()
                .filter(object -> kind(object).equals(kind) && name(object).equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name + " among "
                        + objects.stream().map(Manifests::id).toList()));
    }

    /** The objects of a kind. */
    public static List<JsonNode> ofKind(List<JsonNode> objects, String kind) {
        return objects.stream().filter(object -> kind(object).equals(kind)).toList();
    }

    public static String kind(JsonNode object) {
        return object.path("kind").asText();
    }

    public static String name(JsonNode object) {
        return object.path("metadata").path("name").asText();
    }

    /** What no two objects have in common. */
    public static String id(JsonNode object) {
        return kind(object) + " " + object.path("metadata").path("namespace").asText() + "/" + name(object);
    }

    static ObjectNode values(String yaml) {
        List<JsonNode> documents = parse(yaml);
        return documents.isEmpty() ? MAPPER.createObjectNode() : (ObjectNode) documents.getFirst();
    }

    /** Equal, but for the way in which numbers are written. */
    static boolean same(JsonNode one, JsonNode other) {
        return one.equals(
                (a, b) -> a.isNumber() && b.isNumber()
                        ? Double.compare(a.doubleValue(), b.doubleValue())
                        : a.equals(b) ? 0 : 1,
                other);
    }
}
