package dev.paxoskv.operator.manifests;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.paxoskv.operator.api.v1alpha1.ResourceDefinitions;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The schemas of the charts' values. They are written by hand but for their {@code definitions}, which are taken from the
 * resource definitions: a field of the spec that is added or changed is so in the values too.
 */
final class ValuesSchema {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String ODD = "self % 2 == 1";

    private final JsonNode schema;

    private ValuesSchema(JsonNode schema) {
        this.schema = schema;
    }

    static ValuesSchema of(Chart chart) throws IOException {
        return new ValuesSchema(MAPPER.readTree(file(chart).toFile()));
    }

    static Path file(Chart chart) {
        return chart.folder().resolve("values.schema.json");
    }

    JsonNode json() {
        return schema;
    }

    /** The file as it has to be: with the definition of each name taken from the schema of a resource. */
    String completed() throws IOException {
        ObjectNode whole = schema.deepCopy();
        ObjectNode definitions = (ObjectNode) whole.get("definitions");
        definitions.fieldNames().forEachRemaining(name -> definitions.set(name, definition(name)));
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                        .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                        .withObjectEmptySeparator("")
                        .withArrayEmptySeparator(""))
                .withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"))
                .withObjectIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
        return MAPPER.writer(printer).writeValueAsString(whole) + "\n";
    }

    private static JsonNode definition(String name) {
        return switch (name) {
            case "spec" -> {
                ObjectNode spec = part("paxoskvclusters", "");
                // The chart puts in the version that it was made for.
                spec.putArray("required").add("storage");
                yield spec;
            }
            case "backupSchedule" -> {
                ObjectNode schedule = part("paxoskvbackupschedules", "");
                // The chart knows which cluster it is for.
                ((ObjectNode) schedule.at("/properties/template")).remove("required");
                yield schedule;
            }
            case "affinity", "tolerations", "topologySpreadConstraints", "env" ->
                part("paxoskvclusters", "/properties/podTemplate/properties/" + name);
            case "resources" -> part("paxoskvclusters", "/properties/resources");
            case "labelSelector" -> part("paxoskvclusters", "/properties/networkPolicy/properties/clients");
            default -> throw new IllegalArgumentException("no schema is known for the definition " + name);
        };
    }

    private static ObjectNode part(String plural, String path) {
        CustomResourceDefinition definition = ResourceDefinitions.all().stream()
                .filter(each -> each.getSpec().getNames().getPlural().equals(plural))
                .findFirst()
                .orElseThrow();
        ObjectNode spec = MAPPER.valueToTree(definition
                .getSpec()
                .getVersions()
                .getFirst()
                .getSchema()
                .getOpenAPIV3Schema()
                .getProperties()
                .get("spec"));
        ObjectNode part = (ObjectNode) spec.at(path);
        tighten(part);
        return part;
    }

    /** From Kubernetes' dialect to JSON Schema; what is not named is refused. */
    private static void tighten(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("type").isTextual()) {
            boolean odd = object.path("x-kubernetes-validations")
                    .findValuesAsText("rule")
                    .contains(ODD);
            if (odd) {
                // Said one by one, they are named when another number is refused.
                ArrayNode numbers = object.putArray("enum");
                IntStream.rangeClosed(
                                object.get("minimum").asInt(),
                                object.get("maximum").asInt())
                        .filter(number -> number % 2 == 1)
                        .forEach(numbers::add);
            }
            object.remove(List.of("x-kubernetes-validations", "default"));
            if (object.has("properties") && !object.has("additionalProperties")) {
                object.put("additionalProperties", false);
            }
        } else if (node instanceof ObjectNode object
                && object.path("x-kubernetes-int-or-string").isBoolean()) {
            object.remove("x-kubernetes-int-or-string");
        }
        node.forEach(ValuesSchema::tighten);
    }
}
