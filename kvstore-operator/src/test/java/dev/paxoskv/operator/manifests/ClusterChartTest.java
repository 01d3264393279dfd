package dev.paxoskv.operator.manifests;

import static dev.paxoskv.operator.manifests.Manifests.named;
import static dev.paxoskv.operator.manifests.Manifests.ofKind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.api.v1alpha1.Admission;
import dev.paxoskv.operator.api.v1alpha1.ResourceDefinitions;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart of one cluster: its resource is one that an API server takes, and its test a use of the cluster. */
class ClusterChartTest {

    private static final String CASES = "kvstore-operator/src/test/resources/charts/paxoskv-cluster/";

    private static List<JsonNode> template(String values) {
        return Chart.CLUSTER.template("demo", "shop", values);
    }

    @ParameterizedTest
    @ValueSource(strings = {"defaults.yaml", "full.yaml", "small.yaml"})
    void anApiServerTakesItsResources(String file) throws IOException {
        List<JsonNode> ours = template(Files.readString(Golden.path(CASES + file))).stream()
                .filter(object -> object.path("apiVersion").asText().startsWith("paxoskv.dev/"))
                .toList();
        assertThat(ofKind(ours, "PaxosKVCluster")).hasSize(1);
        assertThat(ours)
                .allSatisfy(
                        resource -> assertThat(Admission.problems(definition(Manifests.kind(resource)), resource, null))
                                .isEmpty());
    }

    private static CustomResourceDefinition definition(String kind) {
        return ResourceDefinitions.all().stream()
                .filter(each -> each.getSpec().getNames().getKind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    /** Every field of the spec can be said, since what is said is handed on as it is. */
    @Test
    void theSpecIsHandedOn() throws IOException {
        String values = Files.readString(Golden.path(CASES + "full.yaml"));
        assertThat(named(template(values), "PaxosKVCluster", "orders").get("spec"))
                .isEqualTo(Manifests.values(values).get("spec"));
    }

    @Test
    void aScheduleBacksThisClusterUp() {
        JsonNode schedule = named(
                template("backupSchedule: {enabled: true, spec: {template: {destination: {claimName: backups}}}}"),
                "PaxosKVBackupSchedule",
                "demo");
        assertThat(schedule.at("/spec/template/clusterName").asText()).isEqualTo("demo");
        assertThat(schedule.at("/spec/template/destination/claimName").asText()).isEqualTo("backups");
        assertThat(schedule.at("/spec/template/deletionPolicy").asText()).isEqualTo("Delete");
    }

    @Test
    void theVersionIsTheChartsUnlessItIsSaid() {
        assertThat(version("{}"))
                .isEqualTo(Chart.CLUSTER.metadata().get("appVersion").asText());
        assertThat(version("spec: {version: 7.8.9}")).isEqualTo("7.8.9");
    }

    private static String version(String values) {
        return named(template(values), "PaxosKVCluster", "demo")
                .at("/spec/version")
                .asText();
    }

    @Test
    void aReleaseWhoseNameIsNoneForAClusterIsRefused() {
        assertThatThrownBy(() -> Chart.CLUSTER.template("1demo", "shop", "{}")).hasMessageContaining("set name");
        assertThat(Chart.CLUSTER.template("1demo", "shop", "name: one")).isNotEmpty();
    }

    @Test
    void theTestUsesTheServiceWithTheMembersOwnImage() {
        JsonNode pod =
                named(template("spec: {image: {repository: mirror/paxoskv, pullSecrets: [m]}}"), "Pod", "demo-test");
        assertThat(pod.at("/metadata/annotations").path(Chart.HOOK).asText()).isEqualTo("test");
        assertThat(pod.at("/spec/imagePullSecrets/0/name").asText()).isEqualTo("m");
        List<JsonNode> steps = Stream.concat(
                        pod.at("/spec/initContainers").valueStream(),
                        pod.at("/spec/containers").valueStream())
                .toList();
        assertThat(steps).extracting(step -> step.at("/args/0").asText()).containsExactly("put", "get", "del");
        assertThat(steps).extracting(step -> step.at("/args/1").asText()).containsOnly("helm-test/shop/demo");
        assertThat(steps).allSatisfy(step -> {
            assertThat(step.get("image").asText())
                    .isEqualTo("mirror/paxoskv:"
                            + Chart.CLUSTER.metadata().get("appVersion").asText());
            assertThat(step.get("args").valueStream().map(JsonNode::asText))
                    .endsWith("--endpoints", "http://demo.shop.svc:" + Names.HTTP_PORT);
        });
    }

    @Test
    void theTestIsOneOfTheClientsThatAreLetIn() {
        List<JsonNode> objects = template("""
                spec: {networkPolicy: {clients: {matchLabels: {app: shop}}}}
                tests: {labels: {audit: "no"}}
                """);
        JsonNode labels = named(objects, "Pod", "demo-test").at("/metadata/labels");
        assertThat(labels.path("app").asText()).isEqualTo("shop");
        assertThat(labels.path("audit").asText()).isEqualTo("no");
        // Or the cluster's Service would take it for a member.
        assertThat(labels.has(Names.CLUSTER)).isFalse();
    }

    @Test
    void anIngressLetsInWhatIsNamedAndByDefaultTheKeysAlone() {
        List<JsonNode> objects = template("""
                ingress:
                  http: {enabled: true, hosts: [{host: a.example}, {host: b.example, paths: [/kvstore]}]}
                  grpc: {enabled: true, hosts: [{host: c.example}]}
                """);
        JsonNode http = named(objects, "Ingress", "demo-http");
        assertThat(http.at("/spec/rules").findValuesAsText("path")).containsExactly("/api/v1/kv", "/kvstore");
        assertThat(http.at("/spec/rules/0/http/paths/0/backend/service")).isEqualTo(Manifests.values("""
                name: demo
                port: {name: http}
                """));
        JsonNode grpc = named(objects, "Ingress", "demo-grpc");
        assertThat(grpc.at("/spec/rules").findValuesAsText("path")).containsExactly("/etcdserverpb.KV/");
        assertThat(grpc.at("/spec/rules/0/http/paths/0/backend/service/port/name")
                        .asText())
                .isEqualTo("grpc");
    }
}
