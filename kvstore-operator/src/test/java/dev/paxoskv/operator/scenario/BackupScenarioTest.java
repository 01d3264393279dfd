package dev.paxoskv.operator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackup;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackupSchedule;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackupStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Backups and their schedules, from {@code kubectl apply} to the file and its end. */
class BackupScenarioTest {

    private static final String CLUSTER = """
            replicas: 1
            version: 1.0.0
            storage: {size: 1Gi}
            """;

    private static final String BACKUP = """
            clusterName: demo
            destination: {claimName: backups, directory: daily}
            """;

    private final OperatorHarness<SimulatedNodes> world = OperatorHarness.simulated();

    @AfterEach
    void stop() {
        world.close();
    }

    private void clusterAndClaim() {
        makeClaim();
        world.apply(CLUSTER);
        world.until("a member", () -> world.isStable(1));
    }

    private void makeClaim() {
        world.client
                .resource(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName("backups")
                        .endMetadata()
                        .withNewSpec()
                        .withAccessModes("ReadWriteOnce")
                        .withNewResources()
                        .addToRequests("storage", new Quantity("1Gi"))
                        .endResources()
                        .endSpec()
                        .build())
                .inNamespace(world.namespace)
                .create();
    }

    private @Nullable PaxosKVBackup backup() {
        return world.client
                .resources(PaxosKVBackup.class)
                .inNamespace(world.namespace)
                .withName("one")
                .get();
    }

    private PaxosKVBackupStatus status() {
        return Objects.requireNonNull(Objects.requireNonNull(backup()).getStatus());
    }

    private boolean has(String type, String status, String reason) {
        PaxosKVBackup found = backup();
        return found != null
                && found.getStatus() != null
                && conditions(found).stream()
                        .anyMatch(condition -> condition.getType().equals(type)
                                && condition.getStatus().equals(status)
                                && condition.getReason().equals(reason));
    }

    private static List<Condition> conditions(PaxosKVBackup backup) {
        return Objects.requireNonNullElse(
                Objects.requireNonNull(backup.getStatus()).conditions(), List.of());
    }

    private String message(String type) {
        return conditions(Objects.requireNonNull(backup())).stream()
                .filter(condition -> condition.getType().equals(type))
                .map(Condition::getMessage)
                .findFirst()
                .orElse("");
    }

    private void delete() {
        List<?> _ = world.client
                .resources(PaxosKVBackup.class)
                .inNamespace(world.namespace)
                .withName("one")
                .delete();
    }

    @Test
    void aBackupIsWrittenAndWhatIsInItIsTold() {
        clusterAndClaim();
        world.apply("PaxosKVBackup", "one", BACKUP);
        world.until("a backup", () -> has("Complete", "True", "Saved"));
        assertThat(status().sizeBytes()).isEqualTo(1234);
        assertThat(status().revision()).isEqualTo("42");
        assertThat(status().sha256()).hasSize(64);
        assertThat(status().clusterId()).isEqualTo("00000000000000aa");
        assertThat(status().file()).matches("daily/demo-[0-9]{8}-[0-9]{6}-[0-9a-f-]{8}[.]snapshot");
        assertThat(status().image()).isEqualTo("example.org/paxoskv:1.0.0");
        assertThat(world.jobs.files("backups")).containsExactly("/backups/" + status().file());
        assertThat(world.jobs.ran.getFirst())
                .contains("http://demo." + world.namespace + ".svc:4000", "--verify", "/dev/termination-log");
        delete();
        world.until("no resource", () -> backup() == null);
        assertThat(world.jobs.files("backups")).as("the policy is Retain").hasSize(1);
    }

    @Test
    void theFileGoesWithTheResourceIfItSaysSo() {
        clusterAndClaim();
        world.apply("PaxosKVBackup", "one", BACKUP + "deletionPolicy: Delete\n");
        world.until("a backup", () -> has("Complete", "True", "Saved"));
        List<?> _ = world.client
                .resources(dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster.class)
                .inNamespace(world.namespace)
                .withName("demo")
                .delete();
        delete();
        world.until("no resource", () -> backup() == null);
        assertThat(world.jobs.files("backups")).isEmpty();
        assertThat(world.jobs.ran.getLast()).startsWith("snapshot", "delete");
    }

    /** The registry wants a password and the volume's node has a taint, whether the cluster is there or not. */
    @Test
    void theFileCanBeDeletedWhenTheClusterIsGone() {
        makeClaim();
        world.apply(CLUSTER + """
            image: {pullPolicy: Always, pullSecrets: [registry]}
            podTemplate:
              tolerations: [{key: dedicated, operator: Exists}]
              affinity:
                nodeAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                    nodeSelectorTerms: [{matchExpressions: [{key: disk, operator: Exists}]}]
            """);
        world.until("a member", () -> world.isStable(1));
        world.apply("PaxosKVBackup", "one", BACKUP + "deletionPolicy: Delete\n");
        world.until("a backup", () -> has("Complete", "True", "Saved"));
        world.deleteWithAllThatItOwns();
        delete();
        world.until("no resource", () -> backup() == null);
        assertThat(world.jobs.ran).hasSize(2);
        PodSpec save = world.jobs.pods.getFirst();
        PodSpec deletion = world.jobs.pods.getLast();
        assertThat(deletion.getImagePullSecrets())
                .extracting(LocalObjectReference::getName)
                .containsExactly("registry");
        assertThat(deletion.getTolerations()).hasSize(1).isEqualTo(save.getTolerations());
        assertThat(deletion.getAffinity().getNodeAffinity())
                .isEqualTo(save.getAffinity().getNodeAffinity());
        assertThat(deletion.getContainers().getFirst().getImagePullPolicy()).isEqualTo("Always");
        assertThat(deletion.getContainers().getFirst().getImage())
                .isEqualTo(save.getContainers().getFirst().getImage());
    }

    @Test
    void aFileThatCannotBeDeletedHoldsTheResourceAndSaysWhatToDo() {
        clusterAndClaim();
        world.apply("PaxosKVBackup", "one", BACKUP + "deletionPolicy: Delete\n");
        world.until("a backup", () -> has("Complete", "True", "Saved"));
        world.jobs.failure = "paxoskv: cannot delete: read-only file system";
        delete();
        world.until("a word on it", () -> has("Deleting", "True", "DeletionFailed"));
        assertThat(message("Deleting")).contains("read-only file system").contains("deletionPolicy to Retain");
        PaxosKVBackup _ = world.client
                .resources(PaxosKVBackup.class)
                .inNamespace(world.namespace)
                .withName("one")
                .edit(backup -> {
                    backup.setSpec(withRetain(backup));
                    return backup;
                });
        world.until("no resource", () -> backup() == null);
        assertThat(world.jobs.files("backups")).hasSize(1);
    }

    private static dev.paxoskv.operator.api.v1alpha1.PaxosKVBackupSpec withRetain(PaxosKVBackup backup) {
        return new dev.paxoskv.operator.api.v1alpha1.PaxosKVBackupSpec(
                backup.getSpec().clusterName(), backup.getSpec().destination(), null, null, null);
    }

    @Test
    void aFullVolumeIsToldAndTheBackupEnds() {
        clusterAndClaim();
        world.jobs.failure = "paxoskv: cannot write /backups/x.part: java.io.IOException: No space left on device";
        world.apply("PaxosKVBackup", "one", BACKUP);
        world.until("a failure", () -> has("Failed", "True", "DiskFull"));
        assertThat(message("Failed")).contains("make it larger").contains("No space left on device");
        assertThat(world.jobs.files("backups")).isEmpty();
        assertThat(world.client
                        .v1()
                        .events()
                        .inNamespace(world.namespace)
                        .list()
                        .getItems())
                .extracting("reason")
                .contains("DiskFull");
    }

    @Test
    void whatIsMissingIsWaitedForButNotForEver() {
        world.apply("PaxosKVBackup", "one", BACKUP);
        world.until("a word on the cluster", () -> has("Complete", "False", "ClusterMissing"));
        world.apply(CLUSTER);
        world.until("a word on the claim", () -> has("Complete", "False", "ClaimMissing"));
        assertThat(world.jobs.ran).isEmpty();
        world.clock.advance(Duration.ofHours(2));
        world.until("a failure", () -> has("Failed", "True", "ClaimMissing"));
    }

    private List<PaxosKVBackup> backups() {
        return world.client
                .resources(PaxosKVBackup.class)
                .inNamespace(world.namespace)
                .list()
                .getItems();
    }

    private PaxosKVBackupSchedule schedule() {
        return Objects.requireNonNull(world.client
                .resources(PaxosKVBackupSchedule.class)
                .inNamespace(world.namespace)
                .withName("often")
                .get());
    }

    private long saved() {
        return backups().stream()
                .filter(backup ->
                        backup.getStatus() != null && backup.getStatus().completedAt() != null)
                .count();
    }

    @Test
    void aScheduleMakesBackupsAndKeepsSome() {
        clusterAndClaim();
        world.apply("PaxosKVBackupSchedule", "often", """
                schedule: "* * * * *"
                template:
                  clusterName: demo
                  destination: {claimName: backups}
                  deletionPolicy: Delete
                retention: {count: 2}
                """);
        for (int minute = 0; minute < 3; minute++) {
            int before = world.jobs.ran.size();
            world.clock.advance(Duration.ofMinutes(1));
            world.until("a backup more", () -> world.jobs.ran.size() > before && saved() >= 1 && settled());
        }
        world.until(
                "two backups with their files",
                () -> backups().size() == 2 && world.jobs.files("backups").size() == 2);
        assertThat(schedule().getStatus()).isNotNull().satisfies(status -> {
            assertThat(status.lastSuccessfulBackup()).startsWith("often-2");
            assertThat(status.nextScheduleTime()).isNotNull();
            assertThat(status.kept()).isEqualTo(2);
        });
    }

    /** No backup is under way, and none is due: the schedule has seen the end of the latest. */
    private boolean settled() {
        return backups().stream()
                .allMatch(backup ->
                        backup.getStatus() != null && backup.getStatus().completedAt() != null);
    }

    @Test
    void aScheduleThatCannotBeReadSaysSo() {
        world.apply("PaxosKVBackupSchedule", "often", """
                schedule: "0 25 * * *"
                template: {clusterName: demo, destination: {claimName: backups}}
                """);
        world.until("a word on it", () -> schedule().getStatus() != null);
        assertThat(Objects.requireNonNull(schedule().getStatus().conditions())).anySatisfy(condition -> {
            assertThat(condition.getReason()).isEqualTo("BadSchedule");
            assertThat(condition.getMessage()).contains("0 25 * * *");
        });
    }
}
