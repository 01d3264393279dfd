package dev.paxoskv.operator.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The values of both charts: those in {@code src/test/resources/charts} make objects that Kubernetes knows, and what is no
 * value is refused with a word on what is wrong.
 */
class ChartValuesTest {

    private static final Path CASES = Golden.path("kvstore-operator/src/test/resources/charts");
    private static final ObjectMapper YAML = new YAMLMapper();

    static Stream<Chart> charts() {
        return Stream.of(Chart.OPERATOR, Chart.CLUSTER);
    }

    static Stream<Arguments> accepted() throws IOException {
        List<Arguments> cases = new ArrayList<>();
        for (Chart chart : charts().toList()) {
            try (Stream<Path> files = Files.list(CASES.resolve(chart.name()))) {
                files.sorted()
                        .forEach(file ->
                                cases.add(Arguments.of(chart, file.getFileName().toString())));
            }
        }
        return cases.stream();
    }

    static Stream<Arguments> refused() throws IOException {
        List<Arguments> cases = new ArrayList<>();
        for (Chart chart : charts().toList()) {
            YAML.readTree(CASES.resolve(chart.name() + ".refused.yaml").toFile())
                    .forEach(each -> cases.add(Arguments.of(
                            chart, each.get("values").asText(), each.get("says").asText())));
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("charts")
    void helmFindsNothingToMend(Chart chart) {
        LintResult result = chart.lint();
        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
        assertThat(result.getMessages()).noneMatch(message -> message.contains("[WARN"));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void whatIsMadeOfValuesIsKnownToKubernetes(Chart chart, String file) throws IOException {
        String values = Files.readString(CASES.resolve(chart.name()).resolve(file));
        List<JsonNode> objects = chart.template("demo", "shop", values);
        assertThat(objects).isNotEmpty();
        ObjectChecks.check(objects);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void nonsenseIsRefusedWithAReason(Chart chart, String values, String says) {
        assertThatThrownBy(() -> chart.template("demo", "shop", values)).hasMessageContaining(says);
    }

    @ParameterizedTest
    @MethodSource("charts")
    void theSchemasDefinitionsAreThoseOfTheResources(Chart chart) throws IOException {
        Golden.check(ValuesSchema.file(chart), ValuesSchema.of(chart).completed());
    }

    @ParameterizedTest
    @MethodSource("charts")
    void theSchemasKnowWhatEveryObjectConsistsOf(Chart chart) throws IOException {
        List<String> open = new ArrayList<>();
        collectOpen("", ValuesSchema.of(chart).json(), open);
        // What Helm gives to a chart that is part of another one.
        assertThat(open).containsExactly("/properties/global");
    }

    private static void collectOpen(String path, JsonNode schema, List<String> open) {
        if (schema.path("type").asText().equals("object") && !schema.has("additionalProperties")) {
            open.add(path);
        }
        schema.properties().forEach(field -> collectOpen(path + "/" + field.getKey(), field.getValue(), open));
    }

    @ParameterizedTest
    @MethodSource("charts")
    void everyValueHasADefaultThatIsWrittenDown(Chart chart) throws IOException {
        JsonNode values = Manifests.read(chart.folder().resolve("values.yaml")).getFirst();
        List<String> missing = new ArrayList<>();
        collectMissing("", ValuesSchema.of(chart).json(), values, missing);
        assertThat(missing).containsExactly("/global");
    }

    private static void collectMissing(String path, JsonNode schema, JsonNode values, List<String> missing) {
        schema.path("properties").properties().forEach(field -> {
            String below = path + "/" + field.getKey();
            JsonNode value = values.path(field.getKey());
            if (value.isMissingNode()) {
                missing.add(below);
            } else {
                collectMissing(below, field.getValue(), value, missing);
            }
        });
    }
}
