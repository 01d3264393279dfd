package dev.paxoskv.operator.scenario;

import dev.paxoskv.operator.plan.SimPaxos.Disk;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The controller of StatefulSets and the kubelets, in one step each time it is called: pods and claims are made and taken
 * away, and a pod that runs is a node on the disk of its claim.
 */
final class SimulatedKubelet {

    private final KubernetesClient client;
    private final String namespace;
    private final SimulatedNodes nodes;
    private final Map<String, Disk> disks = new HashMap<>();
    private final Map<String, String> hosts = new HashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();

    SimulatedKubelet(KubernetesClient client, String namespace, SimulatedNodes nodes) {
        this.client = client;
        this.namespace = namespace;
        this.nodes = nodes;
    }

    void step() {
        StatefulSet set = client.apps()
                .statefulSets()
                .inNamespace(namespace)
                .withName("demo")
                .get();
        if (set != null) {
            control(set);
        }
        nodes.tick();
        stopDeletedPods();
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
                PersistentVolumeClaim claim = claim(set, ordinal);
                start(set, name, revision, claim);
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
                        .withLabels(template.getMetadata().getLabels())
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build())
                .inNamespace(namespace)
                .create();
    }

    private void start(StatefulSet set, String name, String revision, PersistentVolumeClaim claim) {
        Map<String, String> labels =
                new HashMap<>(set.getSpec().getTemplate().getMetadata().getLabels());
        labels.put("controller-revision-hash", revision);
        String host = "10.0.0." + numbers.incrementAndGet();
        Pod pod = client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .withLabels(labels)
                        .endMetadata()
                        .withSpec(set.getSpec().getTemplate().getSpec())
                        .build())
                .inNamespace(namespace)
                .create();
        hosts.put(pod.getMetadata().getUid(), host);
        Disk disk = disks.computeIfAbsent(
                claim.getMetadata().getUid(),
                _ -> new Disk(HexFormat.of().toHexDigits((long) numbers.incrementAndGet())));
        String image =
                set.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
        nodes.start(host, disk, image.substring(image.indexOf(':') + 1));
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
                                .build())
                        .build())
                .inNamespace(namespace)
                .updateStatus();
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
        disks.remove(claim.getMetadata().getUid());
        client.pods()
                .inNamespace(namespace)
                .withName("demo-" + ordinal)
                .withGracePeriod(0)
                .delete();
    }
}
