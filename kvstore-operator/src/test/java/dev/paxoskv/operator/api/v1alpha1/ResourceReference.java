package dev.paxoskv.operator.api.v1alpha1;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionNames;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The page of the documentation that describes each field of each resource, made from their definitions. */
final class ResourceReference {

    private final StringBuilder page = new StringBuilder();

    private ResourceReference() {}

    /** The page, for definitions in the order in which they are to be described. */
    static String of(List<CustomResourceDefinition> definitions) {
        ResourceReference reference = new ResourceReference();
        CustomResourceDefinition first = definitions.getFirst();
        reference.line(introduction(first.getSpec().getGroup() + "/"
                + first.getSpec().getVersions().getFirst().getName()));
        definitions.forEach(reference::describe);
        return reference.page.toString().strip() + "\n";
    }

    private static String introduction(String version) {
        return """
            # The resources

            <!-- Made from the definitions by ResourceReferenceTest; -Dgolden.update=true writes it anew. -->

            Every field of every resource of `%s`, made from the [definitions](../../deploy/crd). `kubectl explain` says the same. \
            How they are used: [the first cluster](../tasks/first-cluster-on-kubernetes.md), [operate it](../tasks/operate-on-kubernetes.md).

            A name like `members[].role` is a field of each element of a list. Types of Kubernetes' own, such as `resources`, are described \
            where Kubernetes describes them. A field that no definition knows is refused by `kubectl` and dropped by the API server.
            """.formatted(version);
    }

    private void describe(CustomResourceDefinition definition) {
        CustomResourceDefinitionNames names = definition.getSpec().getNames();
        CustomResourceDefinitionVersion version =
                definition.getSpec().getVersions().getFirst();
        JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
        line("## " + names.getKind());
        line("");
        line("Namespaced; `" + names.getPlural() + "`, short `" + String.join("`, `", names.getShortNames())
                + "`. Columns of `kubectl get`: "
                + version.getAdditionalPrinterColumns().stream()
                        .map(CustomResourceColumnDefinition::getName)
                        .collect(Collectors.joining(", "))
                + ".");
        line("");
        rules("", root);
        fields("spec", root);
        fields("status", root);
    }

    private void fields(String name, JSONSchemaProps root) {
        JSONSchemaProps part = Objects.requireNonNull(root.getProperties().get(name), name);
        line("### " + name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1));
        line("");
        rules("", part);
        line("| field | type | default | meaning |");
        line("|---|---|---|---|");
        rows("", part);
        line("");
    }

    private void rows(String path, JSONSchemaProps schema) {
        Set<String> required = schema.getRequired() == null ? Set.of() : new LinkedHashSet<>(schema.getRequired());
        new TreeMap<>(schema.getProperties())
                .entrySet().stream()
                        .sorted(Comparator.comparing(
                                (Map.Entry<String, JSONSchemaProps> field) -> !required.contains(field.getKey())))
                        .forEach(field ->
                                row(path + field.getKey(), field.getValue(), required.contains(field.getKey())));
    }

    private void row(String path, JSONSchemaProps field, boolean required) {
        String fallback = field.getDefault() == null
                ? required ? "**required**" : ""
                : "`" + field.getDefault().asText() + "`";
        line("| `" + path + "` | " + type(field) + " | " + fallback + " | " + cell(meaning(field)) + " |");
        if (isOurs(field)) {
            rows(path + ".", field);
        }
        JSONSchemaProps items = items(field);
        if (items != null && isOurs(items)) {
            rows(path + "[].", items);
        }
    }

    /** Kubernetes' own types come without descriptions. */
    private static boolean isOurs(JSONSchemaProps schema) {
        return schema.getProperties().values().stream().anyMatch(property -> property.getDescription() != null);
    }

    private static @Nullable JSONSchemaProps items(JSONSchemaProps field) {
        return field.getItems() == null ? null : field.getItems().getSchema();
    }

    private static String type(JSONSchemaProps field) {
        JSONSchemaProps items = items(field);
        if (items != null) {
            return "list of " + plainType(items) + "s";
        }
        return field.getAdditionalProperties() == null ? plainType(field) : "map of strings";
    }

    private static String plainType(JSONSchemaProps schema) {
        return schema.getType() == null ? "integer or string" : schema.getType();
    }

    private static String meaning(JSONSchemaProps field) {
        List<String> sentences = new ArrayList<>();
        if (field.getDescription() != null) {
            sentences.add(field.getDescription());
        }
        if (field.getEnum() != null && !field.getEnum().isEmpty()) {
            sentences.add(field.getEnum().stream()
                    .map(value -> "`" + value.asText() + "`")
                    .collect(Collectors.joining(", ", "One of ", ".")));
        }
        bounds(field, sentences);
        if (field.getPattern() != null) {
            sentences.add("Matches `" + field.getPattern() + "`.");
        }
        rulesOf(field).forEach(rule -> sentences.add("Rule: *" + rule.getMessage() + "*."));
        return String.join(" ", sentences);
    }

    private static void bounds(JSONSchemaProps field, List<String> sentences) {
        if (field.getMinimum() != null || field.getMaximum() != null) {
            sentences.add(range(field.getMinimum(), field.getMaximum()) + ".");
        }
        if (field.getMaxLength() != null) {
            sentences.add("At most " + field.getMaxLength() + " characters.");
        }
        if (field.getMaxItems() != null) {
            sentences.add("At most " + field.getMaxItems() + " elements.");
        }
        if (field.getMaxProperties() != null) {
            sentences.add("At most " + field.getMaxProperties() + " entries.");
        }
    }

    private static String range(@Nullable Double least, @Nullable Double most) {
        if (most == null) {
            return "At least " + Objects.requireNonNull(least).longValue();
        }
        return least == null ? "At most " + most.longValue() : least.longValue() + " to " + most.longValue();
    }

    private void rules(String indent, JSONSchemaProps schema) {
        List<ValidationRule> rules = rulesOf(schema);
        rules.forEach(rule -> line(indent + "- " + rule.getMessage()));
        if (!rules.isEmpty()) {
            line("");
        }
    }

    private static List<ValidationRule> rulesOf(JSONSchemaProps schema) {
        return schema.getXKubernetesValidations() == null ? List.of() : schema.getXKubernetesValidations();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
