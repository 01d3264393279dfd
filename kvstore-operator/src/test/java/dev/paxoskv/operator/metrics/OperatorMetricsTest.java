package dev.paxoskv.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.operator.act.Outcome;
import dev.paxoskv.operator.plan.Action;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.javaoperatorsdk.operator.api.monitoring.Metrics.ControllerExecution;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The metrics as they are scraped, and the page of the reference that names them. */
@SuppressWarnings("deprecation") // the registry that this version of Quarkus brings
class OperatorMetricsTest {

    private static final Path REFERENCE = Path.of("..", "src-docs", "reference", "operator-metrics.md");
    private static final ResourceID DEMO = new ResourceID("demo", "shop");
    private static final Map<String, Object> CLUSTERS = Map.of(Constants.CONTROLLER_NAME, OperatorMetrics.CLUSTERS);

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final OperatorMetrics metrics = new OperatorMetrics(meters);

    private static Condition condition(String type, String status) {
        return new ConditionBuilder().withType(type).withStatus(status).build();
    }

    @Test
    void passesAndActionsAreCounted() {
        metrics.pass(new Action.Idle(), Outcome.NOTHING);
        metrics.pass(new Action.SetReplicas(3, "7"), Outcome.outdated());
        metrics.failedReconciliation(new ConfigMap(), new IllegalStateException("x"), CLUSTERS);
        assertThat(meters.scrape())
                .contains("paxoskv_operator_reconciles_total{controller=\"paxoskvcluster\",result=\"stable\",} 1.0")
                .contains("paxoskv_operator_reconciles_total{controller=\"paxoskvcluster\",result=\"outdated\",} 1.0")
                .contains("paxoskv_operator_reconciles_total{controller=\"paxoskvcluster\",result=\"failed\",} 1.0")
                .contains("paxoskv_operator_actions_total{action=\"SetReplicas\",result=\"outdated\",} 1.0")
                .doesNotContain("action=\"Idle\"");
    }

    @Test
    void theSeriesOfAClusterGoWithIt() {
        begin(DEMO);
        metrics.cluster(DEMO, List.of(condition("Available", "True"), condition("Degraded", "False")));
        assertThat(series("Available")).endsWith(" 1.0");
        assertThat(series("Degraded")).endsWith(" 0.0");
        metrics.cluster(DEMO, List.of(condition("Available", "False"), condition("Degraded", "True")));
        assertThat(series("Available")).endsWith(" 0.0");
        metrics.cleanupDoneFor(DEMO, Map.of(Constants.CONTROLLER_NAME, "another"));
        assertThat(series("Degraded")).endsWith(" 1.0");
        metrics.cleanupDoneFor(DEMO, CLUSTERS);
        assertThat(meters.scrape()).doesNotContain("paxoskv_operator_cluster_condition{");
    }

    /** The SDK tells of the end of a resource at once, also when a pass for it is under way. */
    @Test
    void aPassThatEndsAfterItsClusterBringsBackNoSeries() {
        begin(DEMO);
        metrics.cleanupDoneFor(DEMO, CLUSTERS);
        metrics.cluster(DEMO, List.of(condition("Degraded", "True")));
        assertThat(meters.scrape()).doesNotContain("paxoskv_operator_cluster_condition{");
        begin(DEMO);
        metrics.cluster(DEMO, List.of(condition("Degraded", "False")));
        assertThat(series("Degraded")).as("of one made anew").endsWith(" 0.0");
    }

    @Test
    void theSeriesOfAScheduleGoesWithIt() {
        Map<String, Object> schedules = Map.of(Constants.CONTROLLER_NAME, OperatorMetrics.SCHEDULES);
        metrics.reconcileCustomResource(resource(DEMO), null, schedules);
        metrics.schedule(DEMO, "2026-11-22T00:00:00Z");
        assertThat(meters.scrape()).contains("paxoskv_operator_schedule_last_success_seconds{");
        metrics.cleanupDoneFor(DEMO, CLUSTERS);
        assertThat(meters.scrape()).contains("paxoskv_operator_schedule_last_success_seconds{");
        metrics.cleanupDoneFor(DEMO, schedules);
        metrics.schedule(DEMO, "2026-11-22T00:00:00Z");
        assertThat(meters.scrape()).doesNotContain("paxoskv_operator_schedule_last_success_seconds{");
    }

    private void begin(ResourceID cluster) {
        metrics.reconcileCustomResource(resource(cluster), null, CLUSTERS);
    }

    private static ConfigMap resource(ResourceID id) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(id.getName())
                .withNamespace(id.getNamespace().orElseThrow())
                .endMetadata()
                .build();
    }

    private String series(String condition) {
        return meters.scrape()
                .lines()
                .filter(line -> line.startsWith("paxoskv_operator_cluster_condition{"))
                .filter(line -> line.contains("cluster=\"demo\"") && line.contains("cluster_namespace=\"shop\""))
                .filter(line -> line.contains("condition=\"" + condition + "\""))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theReferenceNamesAllThatIsScraped() throws Exception {
        metrics.setActing(true);
        metrics.pass(new Action.CreateSet(1), Outcome.refused("no"));
        begin(DEMO);
        metrics.cluster(DEMO, List.of(condition("Ready", "True")));
        assertThat(metrics.timeControllerExecution(new Execution())).isEqualTo("done");
        String page = Files.readString(REFERENCE);
        assertThat(meters.scrape().lines().filter(line -> line.startsWith("# TYPE ")))
                .map(line -> line.split(" ", -1)[2].replaceFirst("_max$", ""))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    @Test
    void theReferenceNamesAllActions() throws IOException {
        String page = Files.readString(REFERENCE);
        assertThat(Arrays.stream(Action.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .filter(name -> !List.of("Idle", "Wait", "Stop").contains(name)))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
    }

    private static final class Execution implements ControllerExecution<String> {
        @Override
        public String name() {
            return "reconcile";
        }

        @Override
        public String controllerName() {
            return OperatorMetrics.CLUSTERS;
        }

        @Override
        public String successTypeName(String result) {
            return result;
        }

        @Override
        public ResourceID resourceID() {
            return DEMO;
        }

        @Override
        public Map<String, Object> metadata() {
            return CLUSTERS;
        }

        @Override
        public String execute() {
            return "done";
        }
    }
}
