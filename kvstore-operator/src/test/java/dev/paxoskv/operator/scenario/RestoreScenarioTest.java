package dev.paxoskv.operator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cluster that starts from a backup, and what may come between. */
class RestoreScenarioTest {

    private static final String RESTORED = """
            replicas: 3
            version: 1.0.0
            storage: {size: 1Gi}
            bootstrap: {restore: {claimName: backups, path: daily/one.snapshot}}
            """;

    private final OperatorHarness<SimulatedNodes> world = OperatorHarness.simulated();

    @AfterEach
    void stop() {
        world.close();
    }

    private void makeClaim(String name) {
        client(name).create();
    }

    private Resource<PersistentVolumeClaim> client(String name) {
        return world.client
                .resource(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(name.startsWith("data-demo-") ? Map.of("paxoskv.dev/cluster", "demo") : Map.of())
                        .endMetadata()
                        .withNewSpec()
                        .withAccessModes("ReadWriteOnce")
                        .withNewResources()
                        .addToRequests("storage", new Quantity("1Gi"))
                        .endResources()
                        .endSpec()
                        .build())
                .inNamespace(world.namespace);
    }

    private Resource<Job> job() {
        return world.client.batch().v1().jobs().inNamespace(world.namespace).withName("demo-restore");
    }

    private FilterWatchListDeletable<Pod, PodList, PodResource> podsOfJob() {
        return world.client.pods().inNamespace(world.namespace).withLabel(SimulatedKubelet.JOB, "demo-restore");
    }

    @Test
    void aClusterStartsFromABackup() {
        makeClaim("backups");
        world.apply(RESTORED);
        world.until("three members", () -> world.isStable(3));
        ConfigMap record = world.client
                .configMaps()
                .inNamespace(world.namespace)
                .withName("demo-formed")
                .get();
        assertThat(record.getData()).containsEntry("restoredFrom", "backups:daily/one.snapshot");
        assertThat(world.resource().getStatus().clusterId())
                .isEqualTo(record.getData().get("clusterId"));
        assertThat(world.nodes.formed).isOne();
        assertThat(world.jobs.ran)
                .singleElement()
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.list(String.class))
                .contains(
                        "/backup/daily/one.snapshot",
                        "--cluster-id",
                        record.getData().get("clusterId"),
                        "demo-0")
                .contains("demo-0.demo-peers." + world.namespace + ".svc:3000");
        PersistentVolumeClaim first =
                Objects.requireNonNull(client("data-demo-0").get());
        assertThat(first.getMetadata().getOwnerReferences())
                .as("the policy is Retain")
                .isEmpty();
        assertThat(first.getMetadata().getLabels()).containsEntry("paxoskv.dev/cluster", "demo");
        assertThat(first.getSpec().getResources().getRequests()).containsEntry("storage", new Quantity("1Gi"));
    }

    @Test
    void aForeignRecordIsLeftAloneAndNamed() {
        makeClaim("backups");
        var _ = world.client.resource("""
                        apiVersion: v1
                        kind: ConfigMap
                        metadata: {name: demo-formed}
                        data: {theirs: "yes"}
                        """).inNamespace(world.namespace).create();
        world.apply(RESTORED);
        world.until("a word on it", () -> world.has("Degraded", "True", "ActionRefused"));
        assertThat(world.condition("Degraded").orElseThrow().getMessage()).contains("ConfigMap \"demo-formed\"");
        assertThat(job().get()).isNull();
        assertThat(world.jobs.ran).isEmpty();
    }

    @Test
    void nothingRunsBeforeTheBackupIsRestoredAndAFailureSaysWhatToDo() {
        makeClaim("backups");
        world.jobs.failure = "paxoskv: there is no file /backup/daily/one.snapshot";
        world.apply(RESTORED);
        world.until("a word on it", () -> world.has("Degraded", "True", "RestoreFailed"));
        assertThat(world.condition("Degraded").orElseThrow().getMessage())
                .contains("there is no file /backup/daily/one.snapshot")
                .contains("delete the restore's job to try again");
        assertThat(world.client
                        .pods()
                        .inNamespace(world.namespace)
                        .withName("demo-0")
                        .get())
                .isNull();
        assertThat(events()).contains("RestoreFailed");
        world.jobs.failure = "";
        List<?> _ = job().delete();
        podsOfJob().delete();
        world.until("three members", () -> world.isStable(3));
        assertThat(world.nodes.formed).isOne();
    }

    private List<String> events() {
        return world.client.v1().events().inNamespace(world.namespace).list().getItems().stream()
                .map(event -> event.getReason())
                .toList();
    }

    @Test
    void aVolumeOfAnEarlierClusterIsNotOverwritten() {
        makeClaim("backups");
        makeClaim("data-demo-0");
        world.apply(RESTORED);
        world.until("a refusal", () -> world.has("Degraded", "True", "RestoreRefused"));
        assertThat(world.condition("Degraded").orElseThrow().getMessage()).contains("delete its claim");
        assertThat(world.jobs.ran).isEmpty();
        List<?> _ = client("data-demo-0").delete();
        world.until("three members", () -> world.isStable(3));
        assertThat(world.jobs.ran).hasSize(1);
    }

    @Test
    void aMissingBackupIsWaitedForWithAWord() {
        world.apply(RESTORED);
        world.until("a job that is awake", () -> {
            Job job = job().get();
            return job != null && Boolean.FALSE.equals(job.getSpec().getSuspend());
        });
        world.restartOperator();
        assertThat(world.has("Available", "False", "Bootstrapping")).isTrue();
        makeClaim("backups");
        world.until("three members", () -> world.isStable(3));
        assertThat(world.nodes.formed).isOne();
    }

    @Test
    void aClaimThatIsDeletedMeanwhileIsNotReplaced() {
        makeClaim("backups");
        world.jobs.stuck = true;
        world.apply(RESTORED);
        world.until("a pod of the job", () -> !podsOfJob().list().getItems().isEmpty());
        List<?> _ = client("data-demo-0").delete();
        world.until("a word on it", () -> world.has("Degraded", "True", "DiskLost"));
        assertThat(world.condition("Degraded").orElseThrow().getMessage()).contains("make it anew");
        assertThat(client("data-demo-0").get()).isNull();
    }

    @Test
    void anotherOperatorGoesOnWhereOneDied() {
        makeClaim("backups");
        world.apply(RESTORED);
        world.until(
                "a record",
                () -> world.client
                                .configMaps()
                                .inNamespace(world.namespace)
                                .withName("demo-formed")
                                .get()
                        != null);
        world.restartOperator();
        world.until("a first member", () -> !world.nodes.voters().isEmpty());
        world.restartOperator();
        world.until("three members", () -> world.isStable(3));
        assertThat(world.jobs.ran).hasSize(1);
    }
}
