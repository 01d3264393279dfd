package dev.paxoskv.operator.observe;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.admin.NodeStatus;
import dev.paxoskv.operator.api.v1alpha1.MemberStatus;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVClusterStatus;
import dev.paxoskv.operator.api.v1alpha1.RecoveryStatus;
import dev.paxoskv.operator.job.JobProgress;
import dev.paxoskv.operator.plan.BootstrapRecord;
import dev.paxoskv.operator.plan.ClaimView;
import dev.paxoskv.operator.plan.ClaimView.Restoration;
import dev.paxoskv.operator.plan.FormingRecord;
import dev.paxoskv.operator.plan.Memory;
import dev.paxoskv.operator.plan.Memory.RecoveryMemory;
import dev.paxoskv.operator.plan.Memory.Stage;
import dev.paxoskv.operator.plan.NodeReport;
import dev.paxoskv.operator.plan.RestoreJob;
import dev.paxoskv.operator.plan.RestoreRecord;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Single objects, as the planner sees them. */
final class ObjectViews {

    private ObjectViews() {}

    static @Nullable FormingRecord forming(@Nullable Map<String, String> data) {
        String cluster = data == null ? null : data.get("clusterId");
        String member = data == null ? null : data.get("memberId");
        String claim = data == null ? null : data.get("restoreClaimUid");
        if (cluster == null) {
            return null;
        }
        return member != null
                ? new BootstrapRecord(cluster, member)
                : claim == null ? null : new RestoreRecord(cluster, claim);
    }

    /**
     * The job of a restore.
     *
     * @param clusterId what was recorded of it
     */
    static RestoreJob restore(PaxosKVCluster resource, Job job, List<Pod> pods, String clusterId) {
        String version = job.getMetadata().getResourceVersion();
        Map<String, String> annotations =
                Objects.requireNonNullElse(job.getMetadata().getAnnotations(), Map.of());
        if (!job.hasOwnerReferenceFor(resource) || !clusterId.equals(annotations.get(Names.RESTORED))) {
            return new RestoreJob(
                    RestoreJob.Stage.FAILED,
                    version,
                    "a job of the name " + job.getMetadata().getName() + " is another's");
        }
        JobProgress progress = JobProgress.of(job, pods);
        boolean asleep = Boolean.TRUE.equals(job.getSpec().getSuspend());
        RestoreJob.Stage stage = switch (progress.end()) {
            case DONE -> RestoreJob.Stage.DONE;
            case FAILED -> RestoreJob.Stage.FAILED;
            case NOT_YET -> asleep ? RestoreJob.Stage.PREPARED : RestoreJob.Stage.RUNNING;
        };
        return new RestoreJob(stage, version, progress.text());
    }

    static Memory memory(String cluster, PaxosKVClusterStatus status, ClusterObjects objects) {
        List<MemberStatus> members = Objects.requireNonNullElse(status.members(), List.of());
        int top = members.stream()
                .filter(member -> member.role() != MemberStatus.Role.None)
                .mapToInt(member -> Names.ordinalOfPod(cluster, member.name()))
                .max()
                .orElse(-1);
        RecoveryStatus recovery = status.recovery();
        return new Memory(
                status.clusterId(),
                top,
                recovery == null ? null : recovery(cluster, recovery, objects.recovery(recovery.newClusterId())));
    }

    private static RecoveryMemory recovery(String cluster, RecoveryStatus recovery, Optional<Job> job) {
        Stage stage = recovery.done() ? Stage.DONE : job.map(ObjectViews::stage).orElse(Stage.RECORDED);
        return new RecoveryMemory(
                Names.ordinalOfPod(cluster, recovery.survivor()),
                recovery.oldClusterId(),
                recovery.newClusterId(),
                stage);
    }

    private static Stage stage(Job job) {
        if (hasCondition(job, "Complete")) {
            return Stage.RECOVERED;
        }
        return hasCondition(job, "Failed") ? Stage.FAILED : Stage.RUNNING;
    }

    private static boolean hasCondition(Job job, String type) {
        return job.getStatus() != null
                && job.getStatus().getConditions().stream()
                        .anyMatch(
                                condition -> type.equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    static long storage(StatefulSet set) {
        return set.getSpec().getVolumeClaimTemplates().stream()
                .findFirst()
                .map(ObjectViews::requested)
                .orElse(0L);
    }

    private static long requested(PersistentVolumeClaim claim) {
        Map<String, Quantity> requests = claim.getSpec().getResources() == null
                ? null
                : claim.getSpec().getResources().getRequests();
        Quantity size = requests == null ? null : requests.get("storage");
        return size == null ? 0 : size.getNumericalAmount().longValue();
    }

    /** Whether an object has the cluster's label. */
    static boolean isOf(String cluster, HasMetadata object) {
        Map<String, String> labels =
                Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of());
        return cluster.equals(labels.get(Names.CLUSTER));
    }

    static ClaimView claim(PaxosKVCluster resource, PersistentVolumeClaim claim, int ordinal, boolean nodeGone) {
        Map<String, String> annotations =
                Objects.requireNonNullElse(claim.getMetadata().getAnnotations(), Map.of());
        List<OwnerReference> owners =
                Objects.requireNonNullElse(claim.getMetadata().getOwnerReferences(), List.of());
        String uid = resource.getMetadata().getUid();
        return new ClaimView(
                ordinal,
                claim.getMetadata().getUid(),
                claim.getMetadata().getResourceVersion(),
                requested(claim),
                claim.getMetadata().getDeletionTimestamp() != null,
                owners.stream().anyMatch(owner -> owner.getUid().equals(uid)),
                nodeGone,
                annotations.get(Names.MEMBER_ID),
                annotations.get(Names.POD_UID),
                restoration(annotations, uid));
    }

    private static Restoration restoration(Map<String, String> annotations, String uid) {
        if (!uid.equals(annotations.get(Names.RESTORE_OF))) {
            return Restoration.NONE;
        }
        return annotations.containsKey(Names.RESTORED) ? Restoration.RESTORED : Restoration.PREPARED;
    }

    static NodeReport report(String cluster, NodeStatus status) {
        List<Integer> ordinals = status.memberNames().stream()
                .map(name -> Names.ordinalOfPod(cluster, name))
                .filter(ordinal -> ordinal >= 0)
                .toList();
        return new NodeReport(status.memberId(), status.clusterId(), status.ready(), status.appliedSlot(), ordinals);
    }

    /** Unknown, and so not outdated, until the controller has seen the template that is there. */
    static boolean isOutdated(Pod pod, StatefulSet set) {
        StatefulSetStatus status = set.getStatus();
        if (status == null
                || status.getUpdateRevision() == null
                || !Objects.equals(
                        status.getObservedGeneration(), set.getMetadata().getGeneration())) {
            return false;
        }
        Map<String, String> labels =
                Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
        return !status.getUpdateRevision().equals(labels.get("controller-revision-hash"));
    }

    static boolean isReady(Pod pod) {
        return readiness(pod)
                .filter(condition -> "True".equals(condition.getStatus()))
                .isPresent();
    }

    /** Since when a pod has not been ready; null if it is. */
    static @Nullable Instant notReadySince(Pod pod) {
        if (isReady(pod)) {
            return null;
        }
        String since = readiness(pod)
                .map(PodCondition::getLastTransitionTime)
                .orElse(pod.getMetadata().getCreationTimestamp());
        return since == null ? null : Instant.parse(since);
    }

    private static Optional<PodCondition> readiness(Pod pod) {
        return pod.getStatus() == null
                ? Optional.empty()
                : pod.getStatus().getConditions().stream()
                        .filter(condition -> "Ready".equals(condition.getType()))
                        .findFirst();
    }
}
