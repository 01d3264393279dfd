package dev.paxoskv.operator.manifests;

import static dev.paxoskv.operator.manifests.Manifests.named;
import static dev.paxoskv.operator.manifests.Manifests.ofKind;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart of the operator: it installs what {@code deploy} does, and what its values say. */
class OperatorChartTest {

    private static final String NAME = "demo-paxoskv-operator";

    private static List<JsonNode> template(String values) {
        return Chart.OPERATOR.template("demo", "sys", values);
    }

    private static JsonNode deployed(String file, String kind, String name) {
        return named(Manifests.read(Golden.path("deploy").resolve(file)), kind, name);
    }

    private static JsonNode container(JsonNode deployment) {
        return deployment.at("/spec/template/spec/containers/0");
    }

    @ParameterizedTest
    @CsvSource({
        "clusters-role.yaml, ClusterRole, clusters",
        "nodes-role.yaml, ClusterRole, nodes",
        "lease-role.yaml, Role, lease"
    })
    void itsRolesAreThoseOfDeploy(String file, String kind, String suffix) {
        List<JsonNode> objects = template("{}");
        JsonNode role = named(objects, kind, NAME + "-" + suffix);
        assertThat(role.get("rules"))
                .isEqualTo(deployed("rbac/" + file, kind, "paxoskv-operator-" + suffix)
                        .get("rules"));
        JsonNode binding = named(objects, kind + "Binding", NAME + "-" + suffix);
        assertThat(binding.get("roleRef")).isEqualTo(Manifests.values("""
                apiGroup: rbac.authorization.k8s.io
                kind: %s
                name: %s
                """.formatted(kind, NAME + "-" + suffix)));
        assertThat(binding.get("subjects")).hasSize(1).first().isEqualTo(Manifests.values("""
                kind: ServiceAccount
                name: %s
                namespace: sys
                """.formatted(NAME)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"view", "edit"})
    void itsRolesForUsersAreThoseOfDeploy(String role) {
        JsonNode made = named(template("{}"), "ClusterRole", NAME + "-" + role);
        JsonNode deployed = deployed("rbac/users-roles.yaml", "ClusterRole", "paxoskv-" + role);
        assertThat(made.get("rules")).isEqualTo(deployed.get("rules"));
        assertThat(aggregation(made)).isNotEmpty().isEqualTo(aggregation(deployed));
    }

    private static List<String> aggregation(JsonNode role) {
        return role.at("/metadata/labels").properties().stream()
                .map(label -> label.getKey() + "=" + label.getValue().asText())
                .filter(label -> label.contains("aggregate-to"))
                .sorted()
                .toList();
    }

    @Test
    void aListOfNamespacesHasARoleInEachAndNoneForAll() {
        List<JsonNode> objects = template("{watchNamespaces: [shop, billing], rbac: {nodes: false, aggregate: false}}");
        assertThat(ofKind(objects, "ClusterRole")).isEmpty();
        assertThat(ofKind(objects, "ClusterRoleBinding")).isEmpty();
        JsonNode rules = deployed("rbac/clusters-role.yaml", "ClusterRole", "paxoskv-operator-clusters")
                .get("rules");
        for (String namespace : List.of("shop", "billing")) {
            assertThat(objects)
                    .filteredOn(
                            object -> object.at("/metadata/namespace").asText().equals(namespace))
                    .extracting(Manifests::kind)
                    .containsExactlyInAnyOrder("Role", "RoleBinding");
            assertThat(objects)
                    .filteredOn(object -> Manifests.id(object).equals("Role " + namespace + "/" + NAME + "-clusters"))
                    .singleElement()
                    .satisfies(role -> assertThat(role.get("rules")).isEqualTo(rules));
        }
        assertThat(variable(named(objects, "Deployment", NAME), "QUARKUS_OPERATOR_SDK_NAMESPACES"))
                .isEqualTo("shop,billing");
    }

    private static String variable(JsonNode deployment, String name) {
        return container(deployment)
                .path("env")
                .valueStream()
                .filter(each -> each.path("name").asText().equals(name))
                .map(each -> each.path("value").asText())
                .findFirst()
                .orElse("");
    }

    /** Only the names, the labels and what values add are different. */
    @Test
    void itsDeploymentIsThatOfDeploy() {
        JsonNode made = named(template("{}"), "Deployment", NAME);
        JsonNode deployed = deployed("operator/deployment.yaml", "Deployment", "paxoskv-operator");
        ObjectNode ours = container(made).deepCopy();
        assertThat(variable(made, "QUARKUS_OPERATOR_SDK_NAMESPACES")).isEmpty();
        ours.set("env", container(deployed).get("env"));
        assertThat(ours).isEqualTo(container(deployed));
        assertThat(container(made).get("env"))
                .contains(container(deployed).get("env").get(0));
        for (String field : List.of("securityContext", "volumes", "terminationGracePeriodSeconds")) {
            assertThat(made.at("/spec/template/spec").get(field))
                    .as(field)
                    .isEqualTo(deployed.at("/spec/template/spec").get(field));
        }
    }

    /** The network policies of the clusters let it in by this label. */
    @Test
    void itsPodsAreKnownToTheClustersPolicies() {
        JsonNode pod = named(template("{podLabels: {a: b}, commonLabels: {c: d}}"), "Deployment", NAME)
                .at("/spec/template/metadata/labels");
        assertThat(pod.path("app.kubernetes.io/name").asText()).isEqualTo("paxoskv-operator");
        assertThat(pod.path("a").asText() + pod.path("c").asText()).isEqualTo("bd");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itBringsEveryDefinitionAndKeepsIt(boolean keep) {
        List<JsonNode> made = ofKind(template("crds: {keep: " + keep + "}"), "CustomResourceDefinition");
        List<JsonNode> installed =
                ofKind(Kustomization.in(Golden.path("deploy/crd")).objects(), "CustomResourceDefinition");
        assertThat(made)
                .extracting(Manifests::name)
                .containsExactlyInAnyOrderElementsOf(
                        installed.stream().map(Manifests::name).toList());
        assertThat(installed)
                .allSatisfy(each -> assertThat(Manifests.same(
                                each.get("spec"),
                                named(made, "CustomResourceDefinition", Manifests.name(each))
                                        .get("spec")))
                        .isTrue());
        assertThat(made)
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.at("/metadata/annotations")
                                .path("helm.sh/resource-policy")
                                .asText())
                        .isEqualTo(keep ? "keep" : ""));
    }

    @Test
    void severalOperatorsAreNotEvictedAtOnce() {
        assertThat(ofKind(template("{}"), "PodDisruptionBudget")).isEmpty();
        assertThat(ofKind(template("replicas: 2"), "PodDisruptionBudget"))
                .singleElement()
                .satisfies(budget ->
                        assertThat(budget.at("/spec/maxUnavailable").asInt()).isOne());
        assertThat(ofKind(template("{replicas: 2, podDisruptionBudget: {enabled: false}}"), "PodDisruptionBudget"))
                .isEmpty();
    }

    @Test
    void anImageIsPinnedByItsDigest() {
        String digest = "sha256:" + "0".repeat(64);
        assertThat(container(named(template("image: {tag: 9.9.9, digest: '" + digest + "'}"), "Deployment", NAME))
                        .get("image")
                        .asText())
                .isEqualTo("ghcr.io/paxoskv/paxoskv-operator@" + digest);
        assertThat(container(named(template("image: {tag: 9.9.9}"), "Deployment", NAME))
                        .get("image")
                        .asText())
                .isEqualTo("ghcr.io/paxoskv/paxoskv-operator:9.9.9");
    }

    @Test
    void itsSettingsReachTheOperator() {
        JsonNode deployment = named(template("""
                nodeImage: {repository: mirror/paxoskv}
                logLevel: WARN
                jvmOptions: [-Xmx100m, -Xss1m]
                extraEnv: [{name: A, value: b}]
                """), "Deployment", NAME);
        assertThat(variable(deployment, "PAXOSKV_OPERATOR_IMAGE")).isEqualTo("mirror/paxoskv");
        assertThat(variable(deployment, "QUARKUS_LOG_LEVEL")).isEqualTo("WARN");
        assertThat(variable(deployment, "PAXOSKV_JAVA_OPTS")).isEqualTo("-Xmx100m -Xss1m");
        assertThat(variable(deployment, "A")).isEqualTo("b");
    }

    @Test
    void theTestsPodIsNoOperatorAndIsLetIn() {
        List<JsonNode> objects = template("networkPolicy: {from: [{podSelector: {matchLabels: {a: b}}}]}");
        JsonNode labels = named(objects, "Pod", NAME + "-test").at("/metadata/labels");
        JsonNode operators = named(objects, "Service", NAME).at("/spec/selector");
        assertThat(operators.properties())
                .isNotEmpty()
                .anySatisfy(each -> assertThat(labels.path(each.getKey())).isNotEqualTo(each.getValue()));
        assertThat(named(objects, "NetworkPolicy", NAME).at("/spec/ingress/0/from"))
                .anySatisfy(
                        from -> assertThat(from.at("/podSelector/matchLabels")).isEqualTo(labels));
    }
}
