package dev.paxoskv.operator.scenario;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The controller of StatefulSets and the kubelets, in one step each time it is called: pods and claims are made and taken
 * away, and a pod that runs is a node on the disk of its claim.
 */
final class SimulatedKubelet {

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

    void step() {
        stopDeletedPods();
        releaseDeletedClaims();
        StatefulSet set = client.apps()
                .statefulSets()
                .inNamespace(namespace)
                .withName("demo")
                .get();
        if (set != null) {
            control(set);
        }
        runJobs();
        nodes.tick();
        pods().forEach(this::reportReadiness);
    }

    private List<Pod> pods() {
        return client.pods()
                .inNamespace(namespace)
                .withLabel("paxoskv.dev/cluster", "demo")
                .list()
                .getItems();
    }

    private void control(StatefulSet set) {
        String revision = revision(set);
        int replicas = set.getSpec().getReplicas();
        for (int ordinal = 0; ordinal < replicas; ordinal++) {
            String name = "demo-" + ordinal;
            if (client.pods().inNamespace(namespace).withName(name).get() == null) {
                String volume = claim(set, ordinal).getMetadata().getUid();
                if (!nodes.isMounted(volume)) {
                    start(set, name, revision, volume);
                }
            }
        }
        pods().stream()
                .filter(pod -> ordinal(pod) >= replicas)
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
            client.resource(new StatefulSetBuilder(set)
                            .withNewStatus()
                            .withReplicas(replicas)
                            .withUpdateRevision(revision)
                            .withObservedGeneration(set.getMetadata().getGeneration())
                            .endStatus()
                            .build())
                    .inNamespace(namespace)
                    .updateStatus();
        }
    }

    private static String revision(StatefulSet set) {
        return "demo-" + HexFormat.of().toHexDigits(set.getSpec().getTemplate().hashCode());
    }

    private PersistentVolumeClaim claim(StatefulSet set, int ordinal) {
        String name = "data-demo-" + ordinal;
        PersistentVolumeClaim found = client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(name)
                .get();
        if (found != null) {
            return found;
        }
        PersistentVolumeClaim template = set.getSpec().getVolumeClaimTemplates().getFirst();
        return client.resource(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .withFinalizers("kubernetes.io/pvc-protection")
                        .withLabels(template.getMetadata().getLabels())
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build())
                .inNamespace(namespace)
                .create();
    }

    private void start(StatefulSet set, String name, String revision, String volume) {
        PodTemplateSpec template = set.getSpec().getTemplate();
        Map<String, String> labels = new HashMap<>(template.getMetadata().getLabels());
        labels.put("controller-revision-hash", revision);
        Pod pod = client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .withLabels(labels)
                        .withAnnotations(template.getMetadata().getAnnotations())
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build())
                .inNamespace(namespace)
                .create();
        hosts.put(pod.getMetadata().getUid(), nodes.start(pod, volume));
    }

    /** A claim that somebody deleted lives as long as its pod. */
    private void releaseDeletedClaims() {
        List<String> pods =
                pods().stream().map(pod -> pod.getMetadata().getName()).toList();
        client
                .persistentVolumeClaims()
                .inNamespace(namespace)
                .withLabel("paxoskv.dev/cluster", "demo")
                .list()
                .getItems()
                .stream()
                .filter(claim -> claim.getMetadata().getDeletionTimestamp() != null)
                .filter(claim -> !pods.contains(claim.getMetadata().getName().replaceFirst("^data-", "")))
                .forEach(claim -> client.resource(claim).inNamespace(namespace).edit(held -> {
                    held.getMetadata().setFinalizers(List.of());
                    return held;
                }));
    }

    private void runJobs() {
        for (Job job : client.batch().v1().jobs().inNamespace(namespace).list().getItems()) {
            boolean ended =
                    job.getStatus() != null && !job.getStatus().getConditions().isEmpty();
            if (!ended) {
                boolean succeeded = nodes.run(job, volumeOf(job)) && (!jobsRunTwice || nodes.run(job, volumeOf(job)));
                client.resource(new JobBuilder(job)
                                .withNewStatus()
                                .addNewCondition()
                                .withType(succeeded ? "Complete" : "Failed")
                                .withStatus("True")
                                .endCondition()
                                .endStatus()
                                .build())
                        .inNamespace(namespace)
                        .updateStatus();
            }
        }
    }

    private String volumeOf(Job job) {
        String claim = job.getSpec().getTemplate().getSpec().getVolumes().stream()
                .map(Volume::getPersistentVolumeClaim)
                .filter(Objects::nonNull)
                .map(PersistentVolumeClaimVolumeSource::getClaimName)
                .findFirst()
                .orElseThrow();
        return client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(claim)
                .get()
                .getMetadata()
                .getUid();
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

    private void reportReadiness(Pod pod) {
        String host = hosts.get(pod.getMetadata().getUid());
        if (host == null) {
            return;
        }
        String ready = nodes.isReady(host) ? "True" : "False";
        String broken = nodes.trouble(host);
        boolean same = host.equals(address(pod))
                && pod.getStatus().getConditions().stream().anyMatch(condition -> ready.equals(condition.getStatus()));
        if (same) {
            return;
        }
        client.resource(new PodBuilder(pod)
                        .withStatus(new PodStatusBuilder()
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
    }

    private static ContainerStatus waiting(String reason) {
        return new ContainerStatusBuilder()
                .withName("paxoskv")
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

    private static int ordinal(Pod pod) {
        return Integer.parseInt(pod.getMetadata().getName().substring("demo-".length()));
    }

    /** The volume below a claim is lost: the next pod finds an empty one. */
    void loseDisk(int ordinal) {
        PersistentVolumeClaim claim = client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName("data-demo-" + ordinal)
                .get();
        nodes.wipe(claim.getMetadata().getUid());
        killPod(ordinal);
    }

    /** Somebody deletes a pod. */
    void killPod(int ordinal) {
        client.pods()
                .inNamespace(namespace)
                .withName("demo-" + ordinal)
                .withGracePeriod(0)
                .delete();
    }
}
