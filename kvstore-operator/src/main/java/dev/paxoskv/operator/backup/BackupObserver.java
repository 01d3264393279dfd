package dev.paxoskv.operator.backup;

import dev.paxoskv.operator.api.v1alpha1.Durations;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackup;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackupSpec;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackupStatus;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import dev.paxoskv.operator.backup.BackupObservation.ClaimState;
import dev.paxoskv.operator.backup.BackupObservation.ClusterState;
import dev.paxoskv.operator.backup.BackupObservation.Ended;
import dev.paxoskv.operator.backup.BackupObservation.JobView;
import dev.paxoskv.operator.job.JobProgress;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Looks at what a backup depends on, as the API server says it now. One that has ended is not looked at any more. */
@Singleton
public final class BackupObserver {

    private static final Duration TIMEOUT = Duration.ofHours(1);

    private final KubernetesClient client;
    private final Clock clock;

    @Inject
    public BackupObserver(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** One look. */
    public BackupLook look(PaxosKVBackup backup) {
        PaxosKVBackupSpec spec = backup.getSpec();
        PaxosKVBackupStatus status = backup.getStatus();
        boolean leaving = backup.getMetadata().getDeletionTimestamp() != null;
        Ended ended = ended(status);
        boolean settled = ended != Ended.NOT_YET && !leaving;
        PaxosKVCluster cluster = settled ? null : cluster(backup);
        BackupJobs jobs = new BackupJobs(backup);
        BackupObservation observation = new BackupObservation(
                clock.instant(),
                deadline(backup),
                ended,
                leaving,
                spec.deletionPolicy() == PaxosKVBackupSpec.DeletionPolicy.Delete,
                status != null && status.job() != null,
                state(cluster),
                settled ? ClaimState.PRESENT : claim(backup),
                settled ? null : job(backup, jobs.saveName()),
                leaving ? job(backup, jobs.deleteName()) : null);
        return new BackupLook(observation, cluster);
    }

    /** How a backup ended, by its conditions. */
    public static Ended ended(@Nullable PaxosKVBackupStatus status) {
        if (holds(status == null ? null : status.conditions(), "Complete")) {
            return Ended.SAVED;
        }
        return holds(status == null ? null : status.conditions(), "Failed") ? Ended.FAILED : Ended.NOT_YET;
    }

    private static boolean holds(@Nullable List<Condition> conditions, String type) {
        return Objects.requireNonNullElse(conditions, List.<Condition>of()).stream()
                .anyMatch(condition -> condition.getType().equals(type) && "True".equals(condition.getStatus()));
    }

    private static Instant deadline(PaxosKVBackup backup) {
        String timeout = backup.getSpec().timeout();
        return Instant.parse(backup.getMetadata().getCreationTimestamp())
                .plus(timeout == null ? TIMEOUT : Durations.parse(timeout));
    }

    private @Nullable PaxosKVCluster cluster(PaxosKVBackup backup) {
        return client.resources(PaxosKVCluster.class)
                .inNamespace(backup.getMetadata().getNamespace())
                .withName(backup.getSpec().clusterName())
                .get();
    }

    private static ClusterState state(@Nullable PaxosKVCluster cluster) {
        if (cluster == null) {
            return ClusterState.MISSING;
        }
        boolean serves =
                cluster.getStatus() != null && holds(cluster.getStatus().conditions(), "Available");
        return serves ? ClusterState.AVAILABLE : ClusterState.NOT_AVAILABLE;
    }

    private ClaimState claim(PaxosKVBackup backup) {
        PersistentVolumeClaim claim = client.persistentVolumeClaims()
                .inNamespace(backup.getMetadata().getNamespace())
                .withName(backup.getSpec().destination().claimName())
                .get();
        if (claim == null) {
            return ClaimState.MISSING;
        }
        return claim.getMetadata().getDeletionTimestamp() == null ? ClaimState.PRESENT : ClaimState.DELETING;
    }

    private @Nullable JobView job(PaxosKVBackup backup, String name) {
        String namespace = backup.getMetadata().getNamespace();
        Job job =
                client.batch().v1().jobs().inNamespace(namespace).withName(name).get();
        if (job == null) {
            return null;
        }
        List<Pod> pods = client.pods()
                .inNamespace(namespace)
                .withLabel("job-name", name)
                .list()
                .getItems();
        JobProgress progress = JobProgress.of(job, pods);
        JobView.Stage stage = switch (progress.end()) {
            case NOT_YET -> JobView.Stage.RUNNING;
            case DONE -> JobView.Stage.DONE;
            case FAILED -> JobView.Stage.FAILED;
        };
        return new JobView(
                stage,
                job.hasOwnerReferenceFor(backup),
                job.getMetadata().getDeletionTimestamp() != null,
                progress.text(),
                stage == JobView.Stage.DONE ? SavedFile.parse(progress.text()).orElse(null) : null);
    }
}
