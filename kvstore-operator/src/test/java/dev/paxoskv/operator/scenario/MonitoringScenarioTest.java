package dev.paxoskv.operator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.paxoskv.operator.dependent.Monitor;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The object that tells Prometheus of the members, where Prometheus' operator is. */
class MonitoringScenarioTest {

    private static final String GROUP = "monitoring.coreos.com";
    private static final String MONITORED = OperatorHarness.THREE
            + "monitoring: {serviceMonitor: true, interval: 15s, labels: {release: prometheus}}\n";

    private final OperatorHarness<SimulatedNodes> world = OperatorHarness.simulated();

    @AfterEach
    void stop() {
        world.close();
    }

    private MockApiServer mock() {
        assumeTrue(world.mock != null, "a real API server knows the kind or not");
        return Objects.requireNonNull(world.mock);
    }

    private @Nullable GenericKubernetesResource monitor() {
        return world.client
                .genericKubernetesResources(Monitor.TYPE)
                .inNamespace(world.namespace)
                .withName("demo")
                .get();
    }

    @Test
    void itIsMadeChangedAndTakenAway() {
        MockApiServer _ = mock();
        world.apply(MONITORED);
        world.until("it is there", () -> world.has("Monitored", "True", "ServiceMonitorApplied"));
        GenericKubernetesResource made = Objects.requireNonNull(monitor());
        assertThat(made.getMetadata().getLabels()).containsEntry("release", "prometheus");
        assertThat(made.<Object>get("spec", "endpoints", 0, "interval")).isEqualTo("15s");
        assertThat(made.<Object>get("spec", "targetLabels", 0)).isEqualTo("paxoskv.dev/cluster");
        Map<String, String> selector = made.get("spec", "selector", "matchLabels");
        List<Service> selected = world.client
                .services()
                .inNamespace(world.namespace)
                .withLabels(selector)
                .list()
                .getItems();
        assertThat(selected)
                .extracting(service -> service.getMetadata().getName())
                .containsExactly("demo-peers");
        world.patch("{\"spec\":{\"monitoring\":{\"interval\":\"1m\"}}}");
        world.until(
                "it has changed",
                () -> "1m".equals(Objects.requireNonNull(monitor()).get("spec", "endpoints", 0, "interval")));
        world.patch("{\"spec\":{\"monitoring\":{\"serviceMonitor\":false}}}");
        world.until("it is gone", () -> monitor() == null);
        world.until("nothing is said of it", () -> world.condition("Monitored").isEmpty());
    }

    @Test
    void withoutItsKindNothingElseSuffers() {
        mock().unknownGroups.add(GROUP);
        world.apply(MONITORED);
        world.until("three members", () -> world.isStable(3));
        world.until("a word on it", () -> world.has("Monitored", "False", "PrometheusOperatorMissing"));
        assertThat(world.condition("Monitored").orElseThrow().getMessage()).contains("install the Prometheus operator");
        assertThat(world.events("PrometheusOperatorMissing")).hasSize(1);
        mock().unknownGroups.clear();
        world.until("it is there", () -> world.has("Monitored", "True", "ServiceMonitorApplied"));
    }
}
