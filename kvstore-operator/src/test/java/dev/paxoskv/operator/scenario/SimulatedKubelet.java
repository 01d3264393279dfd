package dev.paxoskv.operator.scenario;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs the pods of clusters: a pod is a node on the disk of its claim. One step each time it is called. */
final class SimulatedKubelet {

    static final String JOB = "batch.kubernetes.io/job-name";
    private static final String CLUSTER = "paxoskv.dev/cluster";
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private final KubernetesClient client;
    private final String namespace;
    private final NodeRuntime nodes;
    private final Map<String, String> hosts = new HashMap<>();

    /** The pods of jobs are started again after they have ended, as Kubernetes may do. */
    boolean jobsRunTwice;

    SimulatedKubelet(KubernetesClient client, String namespace, NodeRuntime nodes) {
        this.client = client;
        this.namespace = namespace;
        this.nodes = nodes;
    }

    /** Jobs have pods of their own, which Kubernetes' own controllers make. */
    boolean jobsHavePods;

    void step() {
        stopDeletedPods();
        if (jobsHavePods) {
            runPodsOfJobs();
        }
        pods().forEach(this::startIfNew);
        nodes.tick();
        pods().forEach(this::reportReadiness);
    }

    List<Pod> pods() {
        return client.pods().inNamespace(namespace).withLabel(CLUSTER).list().getItems();
    }

    /** The cluster whose member a pod is. */
    static String cluster(Pod pod) {
        return Objects.requireNonNull(pod.getMetadata().getLabels().get(CLUSTER));
    }

    @Nullable PersistentVolumeClaim claimOf(String pod) {
        return client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName("data-" + pod)
                .get();
    }

    private String volumeOf(String claim) {
        return client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(claim)
                .get()
                .getMetadata()
                .getUid();
    }

    /** A volume that another pod still has to let go of is waited for. */
    private void startIfNew(Pod pod) {
        PersistentVolumeClaim claim = claimOf(pod.getMetadata().getName());
        String uid = pod.getMetadata().getUid();
        if (hosts.containsKey(uid) || claim == null || pod.getMetadata().getDeletionTimestamp() != null) {
            return;
        }
        String volume = claim.getMetadata().getUid();
        if (!nodes.isMounted(volume)) {
            hosts.put(uid, nodes.start(pod, volume));
        }
    }

    private void stopDeletedPods() {
        List<String> alive =
                pods().stream().map(pod -> pod.getMetadata().getUid()).toList();
        hosts.entrySet().removeIf(entry -> {
            boolean gone = !alive.contains(entry.getKey());
            if (gone) {
                nodes.stop(entry.getValue());
            }
            return gone;
        });
    }

    private void runPodsOfJobs() {
        client.pods().inNamespace(namespace).withLabel(JOB).list().getItems().stream()
                .filter(pod -> "Pending".equals(pod.getStatus().getPhase()))
                .forEach(this::runPodOfJob);
    }

    private void runPodOfJob(Pod pod) {
        Job job = client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName(pod.getMetadata().getLabels().get(JOB))
                .get();
        if (job == null || SimulatedJobs.runs(job) || !canRun(job)) {
            return;
        }
        var _ = client.resource(new PodBuilder(pod)
                        .editStatus()
                        .withPhase(run(job) ? "Succeeded" : "Failed")
                        .endStatus()
                        .build())
                .inNamespace(namespace)
                .updateStatus();
    }

    /** Whether no pod works on a job's volume any more: the API server here forgets pods before they have ended. */
    boolean canRun(Job job) {
        return !nodes.isMounted(volumeOf(job));
    }

    /** Runs what a job asks for, to its end; returns whether it succeeded. */
    boolean run(Job job) {
        String volume = volumeOf(job);
        return nodes.run(job, volume) && (!jobsRunTwice || nodes.run(job, volume));
    }

    private String volumeOf(Job job) {
        return volumeOf(job.getSpec().getTemplate().getSpec().getVolumes().stream()
                .map(Volume::getPersistentVolumeClaim)
                .filter(Objects::nonNull)
                .map(PersistentVolumeClaimVolumeSource::getClaimName)
                .findFirst()
                .orElseThrow());
    }

    private void reportReadiness(Pod pod) {
        String host = hosts.get(pod.getMetadata().getUid());
        if (host == null) {
            return;
        }
        String ready = nodes.isReady(host) ? "True" : "False";
        boolean same = host.equals(address(pod))
                && pod.getStatus().getConditions().stream().anyMatch(condition -> ready.equals(condition.getStatus()));
        if (!same) {
            report(pod, host, ready);
        }
    }

    private void report(Pod pod, String host, String ready) {
        String broken = nodes.trouble(host);
        try {
            var _ = client.resource(new PodBuilder(pod)
                            .withStatus(new PodStatusBuilder()
                                    .withPhase("Running")
                                    .withPodIP(host)
                                    .addNewCondition()
                                    .withType("Ready")
                                    .withStatus(ready)
                                    .endCondition()
                                    .withContainerStatuses(broken == null ? List.of() : List.of(waiting(broken)))
                                    .build())
                            .build())
                    .inNamespace(namespace)
                    .updateStatus();
        } catch (KubernetesClientException e) {
            // What has changed or gone meanwhile is looked at again in the next step.
            if (e.getCode() != CONFLICT && e.getCode() != NOT_FOUND) {
                throw e;
            }
        }
    }

    private static ContainerStatus waiting(String reason) {
        return new ContainerStatusBuilder()
                .withName("paxoskv")
                .withImage("")
                .withImageID("")
                .withReady(false)
                .withRestartCount(0)
                .withNewState()
                .withNewWaiting()
                .withReason(reason)
                .endWaiting()
                .endState()
                .build();
    }

    private static @Nullable String address(Pod pod) {
        return pod.getStatus() == null ? null : pod.getStatus().getPodIP();
    }

    /** The volume below a claim is lost: the next pod finds an empty one. */
    void loseDisk(int ordinal) {
        nodes.wipe(volumeOf("data-demo-" + ordinal));
        killPod(ordinal);
    }

    /** Somebody deletes a pod. */
    void killPod(int ordinal) {
        var _ = client.pods()
                .inNamespace(namespace)
                .withName("demo-" + ordinal)
                .withGracePeriod(0)
                .delete();
    }
}
