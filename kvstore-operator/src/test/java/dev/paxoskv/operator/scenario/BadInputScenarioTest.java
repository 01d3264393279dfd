package dev.paxoskv.operator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What users do by mistake, and what lies in the way: the data is never given up, and somebody is told what to do. */
class BadInputScenarioTest {

    private static final int LOOKS = 30;

    private final OperatorHarness<SimulatedNodes> world = OperatorHarness.simulated();

    @AfterEach
    void stop() {
        world.close();
    }

    private void threeMembers() {
        world.apply(OperatorHarness.THREE);
        world.until("three members", () -> world.isStable(3));
    }

    private Resource<StatefulSet> set() {
        return world.client.apps().statefulSets().inNamespace(world.namespace).withName("demo");
    }

    private Resource<Service> service() {
        return world.client.services().inNamespace(world.namespace).withName("demo");
    }

    private static String image(StatefulSet set) {
        return set.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
    }

    private void manyLooks() {
        int[] looks = {0};
        world.until("many looks", () -> ++looks[0] >= LOOKS);
    }

    /** An API server refuses it by the rules of our definitions; the operator does where they are older. */
    @Test
    void anEvenNumberOfMembersIsRefused() {
        threeMembers();
        try {
            world.patch("{\"spec\":{\"replicas\":4}}");
        } catch (KubernetesClientException e) {
            assertThat(world.mock).as("the mock knows no rules").isNull();
            assertThat(e.getMessage()).contains("replicas must be odd");
            return;
        }
        world.until("a refusal", () -> world.has("SpecAccepted", "False", "EvenReplicas"));
        assertThat(world.events("EvenReplicas")).hasSize(1);
        assertThat(world.nodes.voters()).containsExactly(0, 1, 2);
        assertThat(set().get().getSpec().getReplicas()).isEqualTo(3);
        world.patch("{\"spec\":{\"replicas\":3}}");
        world.until("acceptance", () -> world.isStable(3) && world.has("SpecAccepted", "True", "Accepted"));
    }

    @Test
    void aStatefulSetThatWasEditedIsMended() {
        threeMembers();
        List<String> before = world.podUids();
        var _ = set().edit(set -> {
            set.getSpec().getTemplate().getSpec().getContainers().getFirst().setImage("example.org/other:9");
            return set;
        });
        world.until(
                "it is as it was", () -> image(set().get()).equals("example.org/paxoskv:1.0.0") && world.isStable(3));
        assertThat(world.podUids()).containsExactlyInAnyOrderElementsOf(before);
    }

    /** Pods that a foreign template makes look outdated are not restarted by the pass that puts the template right. */
    @Test
    void aStatefulSetThatWasEditedWhileNobodyLookedRestartsNothing() {
        threeMembers();
        List<String> before = world.podUids();
        String revision = set().get().getStatus().getUpdateRevision();
        world.stopOperator();
        var _ = set().edit(set -> {
            set.getSpec().getTemplate().getSpec().getContainers().getFirst().setImage("example.org/other:9");
            return set;
        });
        world.until(
                "another revision",
                () -> !revision.equals(set().get().getStatus().getUpdateRevision()));
        world.restartOperator();
        world.until(
                "it is as it was", () -> image(set().get()).equals("example.org/paxoskv:1.0.0") && world.isStable(3));
        assertThat(world.podUids()).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void aStatefulSetThatWasDeletedComesBackAroundItsPods() {
        threeMembers();
        List<String> before = world.podUids();
        String old = set().get().getMetadata().getUid();
        // Where nobody collects garbage, nobody orphans either.
        var _ = set().withPropagationPolicy(
                        world.controllers == null ? DeletionPropagation.ORPHAN : DeletionPropagation.BACKGROUND)
                .delete();
        world.until(
                "it is back",
                () -> set().get() != null
                        && !old.equals(set().get().getMetadata().getUid())
                        && set().get().getSpec().getReplicas() == 3);
        world.until("all is well", () -> world.isStable(3));
        assertThat(world.podUids()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(world.nodes.formed).isOne();
    }

    @Test
    void aServiceThatWasEditedOrDeletedIsMended() {
        threeMembers();
        var _ = service().edit(service -> {
            service.getSpec().getSelector().put("paxoskv.dev/cluster", "nobody");
            return service;
        });
        world.until(
                "it selects the members",
                () -> "demo".equals(service().get().getSpec().getSelector().get("paxoskv.dev/cluster")));
        var _ = service().delete();
        world.until("it is back", () -> service().get() != null);
    }

    /** Kubernetes keeps the volume while its pod runs: that is the time in which the member has to move. */
    @Test
    void theMemberOfAClaimThatWasDeletedMovesToAnother() {
        threeMembers();
        String old = world.memberId(2);
        var _ = claim(2).delete();
        untilAnotherIsMember(2, old);
    }

    /** What people do to a claim that stays Terminating. */
    @Test
    void theMemberOfAClaimThatWasDeletedByForceMovesToAnother() {
        threeMembers();
        String old = world.memberId(2);
        var _ = claim(2).edit(claim -> {
            claim.getMetadata().setFinalizers(List.of());
            return claim;
        });
        var _ = claim(2).delete();
        untilAnotherIsMember(2, old);
    }

    private void untilAnotherIsMember(int ordinal, String old) {
        world.until(
                "another member",
                () -> world.isStable(3) && !world.memberId(ordinal).equals(old));
        assertThat(world.events("ClaimDeleted")).isNotEmpty();
        assertThat(world.nodes.formed).isOne();
    }

    private Resource<PersistentVolumeClaim> claim(int ordinal) {
        return world.client
                .persistentVolumeClaims()
                .inNamespace(world.namespace)
                .withName("data-demo-" + ordinal);
    }

    @Test
    void aResourceThatIsDeletedInTheMiddleOfARollLeavesItsDataToTheNextOfItsName() {
        threeMembers();
        String cluster = Objects.requireNonNull(world.resource().getStatus().clusterId());
        world.patch("{\"spec\":{\"version\":\"1.1.0\"}}");
        world.until("a restarted pod", () -> world.has("Progressing", "True", "RollingUpdate"));
        world.deleteWithAllThatItOwns();
        world.requests.writes.clear();
        manyLooks();
        assertThat(world.requests.writes).isEmpty();
        world.apply(OperatorHarness.THREE.replace("1.0.0", "1.1.0"));
        world.until("three members", () -> world.isStable(3));
        assertThat(world.resource().getStatus().clusterId()).isEqualTo(cluster);
        assertThat(world.nodes.formed).isOne();
    }

    @Test
    void aForeignStatefulSetIsLeftAlone() {
        world.client.resource("""
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: demo}
            spec:
              replicas: 2
              serviceName: other
              selector: {matchLabels: {app: other}}
              template:
                metadata: {labels: {app: other}}
                spec: {containers: [{name: other, image: "example.org/other:1"}]}
            """).inNamespace(world.namespace).create();
        world.controllers = null;
        world.apply(OperatorHarness.THREE);
        world.until("a word on it", () -> world.has("Degraded", "True", "ObjectRefused"));
        assertThat(world.condition("Degraded").orElseThrow().getMessage()).contains("StatefulSet \"demo\"");
        assertThat(world.events("ObjectRefused")).isNotEmpty();
        manyLooks();
        assertThat(image(set().get())).isEqualTo("example.org/other:1");
        assertThat(set().get().getSpec().getReplicas()).isEqualTo(2);
    }

    private Resource<PersistentVolumeClaim> foreignClaim(int ordinal) {
        Resource<PersistentVolumeClaim> claim = world.client
                .persistentVolumeClaims()
                .inNamespace(world.namespace)
                .withName("data-demo-" + ordinal);
        var _ = world.client
                .resource("""
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data-demo-%d, labels: {app: other}}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 2Gi}}}
            """.formatted(ordinal))
                .inNamespace(world.namespace)
                .create();
        return claim;
    }

    private void isToldOf(Resource<PersistentVolumeClaim> claim) {
        String version = claim.get().getMetadata().getResourceVersion();
        world.until("a word on it", () -> world.has("Degraded", "True", "ForeignClaim"));
        manyLooks();
        assertThat(world.condition("Degraded").orElseThrow().getMessage())
                .contains(claim.get().getMetadata().getName(), "paxoskv.dev/cluster=demo");
        assertThat(world.events("ForeignClaim")).hasSize(1);
        assertThat(claim.get().getMetadata().getResourceVersion()).isEqualTo(version);
    }

    @Test
    void aForeignClaimOfTheFirstMembersNameIsNotFormedOn() {
        Resource<PersistentVolumeClaim> claim = foreignClaim(0);
        world.apply(OperatorHarness.THREE);
        isToldOf(claim);
        assertThat(world.podUids()).isEmpty();
        assertThat(world.nodes.formed).isZero();
        var _ = claim.delete();
        world.until("three members", () -> world.isStable(3) && world.has("Degraded", "False", "AllMembersWork"));
    }

    /** The members that are there are looked after all the same. A volume that is the cluster's own is made known by its label. */
    @Test
    void aForeignClaimIsNotScaledUpTo() {
        threeMembers();
        Resource<PersistentVolumeClaim> claim = foreignClaim(3);
        world.patch("{\"spec\":{\"replicas\":5}}");
        isToldOf(claim);
        assertThat(set().get().getSpec().getReplicas()).isEqualTo(3);
        List<String> before = world.podUids();
        world.patch("{\"spec\":{\"restartedAt\":\"2026-01-01T00:00:00Z\"}}");
        world.until(
                "every pod is another one",
                () -> Objects.equals(world.resource().getStatus().readyReplicas(), 3)
                        && world.podUids().stream().noneMatch(before::contains));
        assertThat(set().get().getSpec().getReplicas()).isEqualTo(3);
        label(claim, "demo");
        world.until("five members", () -> world.isStable(5) && world.has("Degraded", "False", "AllMembersWork"));
    }

    /** A claim that lost its label is no reason to do anything to its member. */
    @Test
    void aClaimThatLostItsLabelIsNamedAndItsMemberLives() {
        threeMembers();
        List<String> before = world.podUids();
        Resource<PersistentVolumeClaim> claim = world.client
                .persistentVolumeClaims()
                .inNamespace(world.namespace)
                .withName("data-demo-1");
        world.stopOperator();
        label(claim, null);
        world.restartOperator();
        isToldOf(claim);
        assertThat(world.podUids()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(world.nodes.voters()).containsExactly(0, 1, 2);
        label(claim, "demo");
        world.until("all is well", () -> world.isStable(3) && world.has("Degraded", "False", "AllMembersWork"));
    }

    private static void label(Resource<PersistentVolumeClaim> claim, @Nullable String cluster) {
        var _ = claim.edit(found -> {
            if (cluster == null) {
                found.getMetadata().getLabels().remove("paxoskv.dev/cluster");
            } else {
                found.getMetadata().getLabels().put("paxoskv.dev/cluster", cluster);
            }
            return found;
        });
    }

    @Test
    void aForeignRecordOfTheFormingStopsIt() {
        world.client.resource("""
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: demo-formed}
            data: {clusterId: "00000000000000ff", memberId: "0000000000000001"}
            """).inNamespace(world.namespace).create();
        world.apply(OperatorHarness.THREE);
        world.until("a word on it", () -> world.has("Degraded", "True", "ActionRefused"));
        assertThat(world.condition("Degraded").orElseThrow().getMessage()).contains("ConfigMap \"demo-formed\"");
        assertThat(world.events("RecordBootstrapRefused")).hasSize(1);
        assertThat(world.nodes.formed).isZero();
        var _ = world.client
                .configMaps()
                .inNamespace(world.namespace)
                .withName("demo-formed")
                .delete();
        world.until("three members", () -> world.isStable(3));
    }
}
