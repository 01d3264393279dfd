package dev.paxoskv.operator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user sees of a cluster: from {@code kubectl apply} to three members, and what may happen to them. */
class ClusterScenarioTest {

    /** What can be said of a cluster, as an API server would not write it itself. */
    private static final String FULL = """
            replicas: 3
            version: 1.0.0
            image: {repository: example.org/paxoskv, pullPolicy: Always, pullSecrets: [registry]}
            storage: {size: 1024Mi, storageClassName: standard, deletionPolicy: Delete}
            updateStrategy: {type: LeaderLast, readyTimeout: 5m}
            restartedAt: "2026-01-01T00:00:00Z"
            replacement: {policy: Manual}
            resources: {requests: {cpu: 1000m, memory: 1024Mi}, limits: {cpu: "1.50", memory: 1.5Gi}}
            jvmOptions: [-Xmx512m]
            config: {request-timeout: 10s, protocol.tick: 30ms}
            service: {type: NodePort, annotations: {note: ""}}
            podDisruptionBudget: {enabled: true}
            networkPolicy: {enabled: true, clients: {matchLabels: {app: shop}}}
            podTemplate:
              labels: {team: a}
              annotations: {note: b}
              affinity:
                podAntiAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                    - {topologyKey: zone, labelSelector: {matchLabels: {team: a}}}
              tolerations: [{key: dedicated, operator: Exists, effect: ""}]
              topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}]
              serviceAccountName: default
              env:
                - {name: TZ, value: UTC}
                - {name: NOTHING, value: ""}
                - {name: NODE, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
              volumes: [{name: extra, mountPath: /etc/extra, configMap: extra}]
            """;

    private final OperatorHarness<SimulatedNodes> world = OperatorHarness.simulated();

    @AfterEach
    void stop() {
        world.close();
    }

    private void threeMembers() {
        world.apply(OperatorHarness.THREE);
        world.until("three members", () -> world.isStable(3));
    }

    @Test
    void applyMakesACluster() {
        threeMembers();
        assertThat(world.nodes.voters()).containsExactly(0, 1, 2);
        assertThat(world.nodes.formed).isOne();
        assertThat(world.resource().getStatus().selector()).isEqualTo("paxoskv.dev/cluster=demo");
        assertThat(world.resource().getStatus().leader()).isEqualTo("demo-0");
        assertThat(world.has("Available", "True", "QuorumReachable")).isTrue();
        StatefulSet set = set();
        assertThat(set.getSpec().getPodManagementPolicy()).isEqualTo("Parallel");
        assertThat(set.getSpec().getUpdateStrategy().getType()).isEqualTo("OnDelete");
        assertThat(world.client
                        .services()
                        .inNamespace(world.namespace)
                        .withName("demo")
                        .get()
                        .getSpec()
                        .getPorts())
                .extracting("name")
                .containsExactly("http", "grpc");
        assertThat(world.client
                        .resources(PodDisruptionBudget.class)
                        .inNamespace(world.namespace)
                        .list()
                        .getItems())
                .hasSize(1);
        assertThat(world.client
                        .resources(NetworkPolicy.class)
                        .inNamespace(world.namespace)
                        .list()
                        .getItems())
                .hasSize(1);
    }

    private StatefulSet set() {
        return world.client
                .apps()
                .statefulSets()
                .inNamespace(world.namespace)
                .withName("demo")
                .get();
    }

    static Stream<String> specs() {
        return Stream.of(OperatorHarness.THREE, FULL);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void anUnchangedClusterIsNotWrittenTo(String spec) {
        world.apply(spec);
        world.until("three members", () -> world.isStable(3));
        String resourceVersion = world.resource().getMetadata().getResourceVersion();
        world.requests.writes.clear();
        world.untilPasses(10);
        assertThat(world.requests.writes).isEmpty();
        assertThat(world.resource().getMetadata().getResourceVersion()).isEqualTo(resourceVersion);
    }

    @Test
    void scalingUpAndDownChangesMembersOneByOne() {
        threeMembers();
        world.patch("{\"spec\":{\"replicas\":5}}");
        world.until("five members", () -> world.isStable(5));
        world.patch("{\"spec\":{\"replicas\":1}}");
        world.until("one member", () -> world.isStable(1));
        assertThat(world.nodes.voters()).containsExactly(0);
        assertThat(set().getSpec().getReplicas()).isOne();
        assertThat(world.client
                        .persistentVolumeClaims()
                        .inNamespace(world.namespace)
                        .list()
                        .getItems())
                .as("volumes are retained")
                .hasSize(5);
    }

    @Test
    void aNewVersionIsRolledOutWithTheLeaderLast() {
        threeMembers();
        world.patch("{\"spec\":{\"version\":\"1.1.0\"}}");
        world.until(
                "the new version everywhere",
                () -> world.isStable(3) && images().stream().allMatch(image -> image.endsWith(":1.1.0")));
        assertThat(world.resource().getStatus().version()).isEqualTo("1.1.0");
        assertThat(world.nodes.formed).isOne();
    }

    private List<String> images() {
        return world.client.pods().inNamespace(world.namespace).list().getItems().stream()
                .map(pod -> pod.getSpec().getContainers().getFirst().getImage())
                .toList();
    }

    @Test
    void aSkippedMinorVersionIsRefusedAndChangesNothing() {
        threeMembers();
        world.patch("{\"spec\":{\"version\":\"1.3.0\"}}");
        world.until("a refusal", () -> world.has("SpecAccepted", "False", "VersionSkew"));
        assertThat(world.condition("SpecAccepted").orElseThrow().getMessage()).contains("1.1.x first");
        assertThat(images()).allMatch(image -> image.endsWith(":1.0.0"));
        world.patch("{\"spec\":{\"version\":\"1.0.0\"}}");
        world.until("acceptance", () -> world.isStable(3) && world.has("SpecAccepted", "True", "Accepted"));
    }

    @Test
    void aLostDiskIsReplacedByANewMember() {
        threeMembers();
        String lost = world.memberId(2);
        world.kubelet.loseDisk(2);
        world.until(
                "another member in its place",
                () -> world.isStable(3) && !world.memberId(2).equals(lost));
        assertThat(world.nodes.formed).isOne();
    }

    @Test
    void aStrayScaleOfTheStatefulSetIsHealed() {
        threeMembers();
        world.client
                .apps()
                .statefulSets()
                .inNamespace(world.namespace)
                .withName("demo")
                .scale(1);
        world.until("the pods back", () -> set().getSpec().getReplicas() == 3 && world.isStable(3));
        assertThat(world.nodes.voters()).containsExactly(0, 1, 2);
    }

    @Test
    void anotherOperatorGoesOnWhereOneDied() {
        world.apply(OperatorHarness.THREE);
        world.until("a first member", () -> !world.nodes.voters().isEmpty());
        world.restartOperator();
        world.until("three members", () -> world.isStable(3));
        assertThat(world.nodes.formed).isOne();
    }

    @Test
    void theAnnotationReplacesAMember() {
        threeMembers();
        String old = world.memberId(1);
        world.patch("{\"metadata\":{\"annotations\":{\"paxoskv.dev/replace\":\"" + old + "\"}}}");
        world.until(
                "a new member", () -> world.isStable(3) && !world.memberId(1).equals(old));
    }

    @Test
    void tlsIsRefusedWithAWordOnWhatToDo() {
        world.apply(OperatorHarness.THREE + "tls: {mode: SelfManaged}\n");
        world.until("a refusal", () -> world.has("SpecAccepted", "False", "TlsNotServed"));
        assertThat(set()).isNull();
    }

    @Test
    void aForeignServiceIsLeftAloneAndNamed() {
        world.client.resource("""
                        apiVersion: v1
                        kind: Service
                        metadata: {name: demo}
                        spec: {selector: {app: other}, ports: [{port: 80}]}
                        """).inNamespace(world.namespace).create();
        world.apply(OperatorHarness.THREE);
        world.until("a word on it", () -> world.has("Degraded", "True", "ObjectRefused"));
        assertThat(world.condition("Degraded").orElseThrow().getMessage()).contains("does not belong to this cluster");
        assertThat(world.client
                        .services()
                        .inNamespace(world.namespace)
                        .withName("demo")
                        .get()
                        .getSpec()
                        .getSelector())
                .containsEntry("app", "other");
    }

    @Test
    void hibernationStopsTheMembersAndKeepsTheirVolumes() {
        threeMembers();
        world.patch("{\"spec\":{\"hibernate\":true}}");
        world.until(
                "no pods",
                () -> world.has("Available", "False", "Hibernating")
                        && world.client
                                .pods()
                                .inNamespace(world.namespace)
                                .list()
                                .getItems()
                                .isEmpty());
        world.patch("{\"spec\":{\"hibernate\":false}}");
        world.until("all members back", () -> world.isStable(3));
        assertThat(world.nodes.formed).isOne();
    }
}
