package dev.paxoskv.operator.scenario;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What Kubernetes' controllers do for clusters, as far as an operator depends on it: pods and claims of their
 * StatefulSets, claims that are protected while their pods run, jobs. One step each time it is called.
 */
final class SimulatedControllers {

    private static final String PROTECTION = "kubernetes.io/pvc-protection";
    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final String namespace;
    private final SimulatedKubelet kubelet;

    SimulatedControllers(KubernetesClient client, String namespace, SimulatedKubelet kubelet) {
        this.client = client;
        this.namespace = namespace;
        this.kubelet = kubelet;
    }

    void step() {
        releaseDeletedClaims();
        client.apps().statefulSets().inNamespace(namespace).list().getItems().forEach(set -> {
            control(set);
            countDisruptions(set);
        });
        client.batch().v1().jobs().inNamespace(namespace).list().getItems().stream()
                .filter(job -> !SimulatedJobs.hasEnded(job) && !SimulatedJobs.runs(job) && kubelet.canRun(job))
                .forEach(this::run);
    }

    private void control(StatefulSet set) {
        String revision = revision(set);
        String cluster = set.getMetadata().getName();
        int replicas = set.getSpec().getReplicas();
        for (int ordinal = 0; ordinal < replicas; ordinal++) {
            String name = cluster + "-" + ordinal;
            if (client.pods().inNamespace(namespace).withName(name).get() == null) {
                makeClaim(set, name);
                makePod(set, name, revision);
            }
        }
        kubelet.pods().stream()
                .filter(pod -> SimulatedKubelet.cluster(pod).equals(cluster) && ordinal(pod) >= replicas)
                .forEach(pod -> client.resource(pod)
                        .inNamespace(namespace)
                        .withGracePeriod(0)
                        .delete());
        boolean current = set.getStatus() != null
                && revision.equals(set.getStatus().getUpdateRevision())
                && Objects.equals(
                        set.getStatus().getObservedGeneration(),
                        set.getMetadata().getGeneration());
        if (!current) {
            updateStatus(new StatefulSetBuilder(set)
                    .withNewStatus()
                    .withReplicas(replicas)
                    .withUpdateRevision(revision)
                    .withObservedGeneration(set.getMetadata().getGeneration())
                    .endStatus()
                    .build());
        }
    }

    /** One pod may be away: a real API server evicts none before it was told how many are there. */
    private void countDisruptions(StatefulSet set) {
        String cluster = set.getMetadata().getName();
        PodDisruptionBudget budget = client.policy()
                .v1()
                .podDisruptionBudget()
                .inNamespace(namespace)
                .withName(cluster)
                .get();
        if (budget == null) {
            return;
        }
        int expected = set.getSpec().getReplicas();
        int healthy = (int) kubelet.pods().stream()
                .filter(pod -> SimulatedKubelet.cluster(pod).equals(cluster) && Readiness.isPodReady(pod))
                .count();
        PodDisruptionBudget counted = new PodDisruptionBudgetBuilder(budget)
                .withNewStatus()
                .withObservedGeneration(budget.getMetadata().getGeneration())
                .withExpectedPods(expected)
                .withCurrentHealthy(healthy)
                .withDesiredHealthy(Math.max(0, expected - 1))
                .withDisruptionsAllowed(Math.max(0, healthy - Math.max(0, expected - 1)))
                .endStatus()
                .build();
        if (!counted.equals(budget)) {
            updateStatus(counted);
        }
    }

    /** What has changed meanwhile is looked at again in the next step. */
    private void updateStatus(HasMetadata object) {
        try {
            var _ = client.resource(object).inNamespace(namespace).updateStatus();
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                throw e;
            }
        }
    }

    private static String revision(StatefulSet set) {
        return set.getMetadata().getName() + "-"
                + HexFormat.of().toHexDigits(set.getSpec().getTemplate().hashCode());
    }

    private static int ordinal(Pod pod) {
        return Integer.parseInt(pod.getMetadata().getName().replaceFirst("^.*-", ""));
    }

    private void makeClaim(StatefulSet set, String pod) {
        if (kubelet.claimOf(pod) != null) {
            return;
        }
        PersistentVolumeClaim template = set.getSpec().getVolumeClaimTemplates().getFirst();
        var _ = client.resource(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName("data-" + pod)
                        .withNamespace(namespace)
                        .withFinalizers(PROTECTION)
                        .withLabels(template.getMetadata().getLabels())
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build())
                .inNamespace(namespace)
                .create();
    }

    private void makePod(StatefulSet set, String name, String revision) {
        PodTemplateSpec template = set.getSpec().getTemplate();
        Map<String, String> labels = new HashMap<>(template.getMetadata().getLabels());
        labels.put("controller-revision-hash", revision);
        var _ = client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .withLabels(labels)
                        .withAnnotations(template.getMetadata().getAnnotations())
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .editSpec()
                        .addNewVolume()
                        .withName("data")
                        .withNewPersistentVolumeClaim()
                        .withClaimName("data-" + name)
                        .endPersistentVolumeClaim()
                        .endVolume()
                        .endSpec()
                        .build())
                .inNamespace(namespace)
                .create();
    }

    /** A claim that somebody deleted lives as long as its pod, whosever it is. */
    private void releaseDeletedClaims() {
        List<String> pods =
                kubelet.pods().stream().map(pod -> pod.getMetadata().getName()).toList();
        client.persistentVolumeClaims().inNamespace(namespace).list().getItems().stream()
                .filter(claim -> claim.getMetadata().getDeletionTimestamp() != null)
                .filter(claim -> !pods.contains(claim.getMetadata().getName().replaceFirst("^data-", "")))
                .forEach(claim -> client.resource(claim).inNamespace(namespace).edit(held -> {
                    held.getMetadata().setFinalizers(List.of());
                    return held;
                }));
    }

    private void run(Job job) {
        boolean succeeded = kubelet.run(job);
        updateStatus(ended(job, succeeded, null));
    }

    /** With the status of one that has ended, all that an API server insists on included. */
    static Job ended(Job job, boolean succeeded, @Nullable String reason) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        return new JobBuilder(job)
                .withNewStatus()
                .withStartTime(now)
                .withCompletionTime(succeeded ? now : null)
                .addNewCondition()
                .withType(succeeded ? "SuccessCriteriaMet" : "FailureTarget")
                .withStatus("True")
                .withReason(reason)
                .endCondition()
                .addNewCondition()
                .withType(succeeded ? "Complete" : "Failed")
                .withStatus("True")
                .withReason(reason)
                .endCondition()
                .endStatus()
                .build();
    }
}
