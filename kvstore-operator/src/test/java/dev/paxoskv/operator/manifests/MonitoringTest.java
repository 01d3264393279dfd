package dev.paxoskv.operator.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Alerts and dashboards: they ask for metrics that there are, and each alert has a page to read. */
class MonitoringTest {

    private static final Path MONITORING = Golden.path("deploy/monitoring");
    private static final Path RUNBOOK = Golden.path("src-docs/tasks/monitor.md");

    /** What the alerts about clusters select them by, and the chart of a cluster replaces. */
    private static final String ANY_CLUSTER = "paxoskv_dev_cluster!=\"\"";

    private static final Pattern OURS = Pattern.compile("\\bpaxoskv_(?!dev_cluster\\b)[a-z_]+");

    private static final Pattern PARTS = Pattern.compile("_(count|sum|max|bucket)$");

    private static List<JsonNode> alerts(String file) {
        return rules(Manifests.read(MONITORING.resolve(file)).getFirst());
    }

    private static List<JsonNode> rules(JsonNode prometheusRule) {
        return prometheusRule
                .at("/spec/groups")
                .valueStream()
                .flatMap(group -> group.get("rules").valueStream())
                .toList();
    }

    static Stream<JsonNode> alerts() {
        return Stream.of("cluster-alerts.yaml", "operator-alerts.yaml").flatMap(file -> alerts(file).stream());
    }

    static Stream<JsonNode> dashboards() throws IOException {
        List<JsonNode> dashboards = new ArrayList<>();
        try (Stream<Path> files = Files.list(MONITORING.resolve("dashboards"))) {
            for (Path file : files.toList()) {
                dashboards.add(new ObjectMapper().readTree(file.toFile()));
            }
        }
        return dashboards.stream();
    }

    @Test
    void whatIsAskedForIsDocumented() throws IOException {
        String reference = Files.readString(Golden.path("src-docs/reference/metrics.md"))
                + Files.readString(Golden.path("src-docs/reference/operator-metrics.md"));
        List<String> asked = new ArrayList<>(
                alerts().map(alert -> alert.get("expr").asText()).toList());
        dashboards().forEach(dashboard -> {
            asked.addAll(dashboard.findValuesAsText("expr"));
            dashboard
                    .at("/templating/list")
                    .forEach(variable -> asked.add(variable.at("/query/query").asText()));
        });
        assertThat(asked)
                .flatMap(text ->
                        OURS.matcher(text).results().map(match -> match.group()).toList())
                .hasSizeGreaterThan(50)
                .allSatisfy(name -> assertThat(reference)
                        .as("the reference of metrics on %s", name)
                        .containsPattern("`" + PARTS.matcher(name).replaceFirst("") + "(_count|_sum|_max|_bucket)?`"));
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void anAlertSaysWhatIsWrongAndWhereToReadOn(JsonNode alert) throws IOException {
        assertThat(alert.get("alert").asText()).startsWith("PaxosKV");
        assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning", "info");
        assertThat(alert.at("/annotations/summary").asText()).isNotBlank();
        assertThat(alert.at("/annotations/description").asText()).isNotBlank();
        assertThat(alert.at("/annotations/runbook_url").asText())
                .isEqualTo("https://github.com/paxoskv/paxoskv/blob/main/src-docs/tasks/monitor.md#"
                        + alert.get("alert").asText().toLowerCase(Locale.ROOT));
        assertThat(Files.readString(RUNBOOK))
                .contains("\n### " + alert.get("alert").asText() + "\n");
    }

    @Test
    void thePageIsAboutAlertsThatThereAre() throws IOException {
        assertThat(Pattern.compile("^### (PaxosKV\\w+)$", Pattern.MULTILINE)
                        .matcher(Files.readString(RUNBOOK))
                        .results()
                        .map(match -> match.group(1)))
                .containsExactlyInAnyOrderElementsOf(
                        alerts().map(alert -> alert.get("alert").asText()).toList());
    }

    @Test
    void theAlertsAboutClustersSelectThem() {
        assertThat(alerts("cluster-alerts.yaml")).isNotEmpty().allSatisfy(alert -> {
            String expression = alert.get("expr").asText();
            long series = OURS.matcher(expression).results().count()
                    + Pattern.compile("\\bup\\{").matcher(expression).results().count();
            long selected = Pattern.compile(Pattern.quote("{" + ANY_CLUSTER))
                    .matcher(expression)
                    .results()
                    .count();
            assertThat(selected).isPositive().isEqualTo(series);
        });
    }

    @Test
    void theChartOfAClusterHasTheSameAlertsAboutItAlone() {
        JsonNode rule = Manifests.named(
                Chart.CLUSTER.template(
                        "demo", "shop", "prometheusRule: {enabled: true, runbook: 'https://wiki/x', labels: {a: b}}"),
                "PrometheusRule",
                "demo-alerts");
        List<JsonNode> made = rules(rule);
        List<JsonNode> all = alerts("cluster-alerts.yaml");
        assertThat(made).hasSameSizeAs(all);
        for (int i = 0; i < made.size(); i++) {
            String expected = all.get(i)
                    .get("expr")
                    .asText()
                    .replace(ANY_CLUSTER, "namespace=\"shop\",paxoskv_dev_cluster=\"demo\"");
            assertThat(made.get(i).get("expr").asText()).isEqualTo(expected).doesNotContain(ANY_CLUSTER);
            assertThat(made.get(i).get("for")).isEqualTo(all.get(i).get("for"));
            assertThat(made.get(i).at("/annotations/description"))
                    .isEqualTo(all.get(i).at("/annotations/description"));
            assertThat(made.get(i).at("/annotations/runbook_url").asText())
                    .isEqualTo(
                            "https://wiki/x#" + all.get(i).get("alert").asText().toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void theChartOfTheOperatorHasAllAlertsAndDashboards() throws IOException {
        List<JsonNode> objects = Chart.OPERATOR.template(
                "demo",
                "sys",
                "{prometheusRule: {enabled: true, runbook: 'https://wiki/x'}, dashboards: {enabled: true}}");
        List<JsonNode> made = rules(Manifests.named(objects, "PrometheusRule", "demo-paxoskv-operator"));
        assertThat(made)
                .extracting(rule -> rule.get("expr").asText())
                .containsExactlyElementsOf(
                        alerts().map(rule -> rule.get("expr").asText()).toList());
        assertThat(made)
                .extracting(rule -> rule.at("/annotations/runbook_url").asText())
                .allSatisfy(url -> assertThat(url).startsWith("https://wiki/x#"));
        List<JsonNode> shown = new ArrayList<>();
        for (JsonNode map : Manifests.ofKind(objects, "ConfigMap")) {
            assertThat(map.at("/metadata/labels/grafana_dashboard").asText()).isEqualTo("1");
            shown.add(new ObjectMapper()
                    .readTree(map.get("data").iterator().next().asText()));
        }
        assertThat(shown).containsExactlyInAnyOrderElementsOf(dashboards().toList());
    }

    @ParameterizedTest
    @CsvSource({
        "cluster-alerts.yaml, paxoskv-operator/files/alerts/cluster-alerts.yaml",
        "operator-alerts.yaml, paxoskv-operator/files/alerts/operator-alerts.yaml",
        "cluster-alerts.yaml, paxoskv-cluster/files/cluster-alerts.yaml",
        "dashboards/paxoskv-cluster.json, paxoskv-operator/files/dashboards/paxoskv-cluster.json",
        "dashboards/paxoskv-operator.json, paxoskv-operator/files/dashboards/paxoskv-operator.json"
    })
    void theChartsHaveTheSameFiles(String file, String copy) throws IOException {
        Golden.check(Golden.path("helm").resolve(copy), Files.readString(MONITORING.resolve(file)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"paxoskv-operator/files/alerts", "paxoskv-operator/files/dashboards"})
    void theChartsHaveNoOtherFiles(String folder) throws IOException {
        try (Stream<Path> files = Files.list(Golden.path("helm").resolve(folder))) {
            assertThat(files).hasSize(2);
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void aDashboardHasPanelsThatAskForSomething(JsonNode dashboard) {
        assertThat(dashboard.get("uid").asText()).startsWith("paxoskv-");
        assertThat(dashboard.get("panels").findValuesAsText("id")).doesNotHaveDuplicates();
        assertThat(dashboard
                        .get("panels")
                        .valueStream()
                        .filter(panel -> !panel.get("type").asText().equals("row")))
                .isNotEmpty()
                .allSatisfy(panel -> {
                    assertThat(panel.get("title").asText()).isNotBlank();
                    assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
                    assertThat(panel.get("targets").findValuesAsText("expr"))
                            .isNotEmpty()
                            .doesNotContain("");
                });
    }
}
