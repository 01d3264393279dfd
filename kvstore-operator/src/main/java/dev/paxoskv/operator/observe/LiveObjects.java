package dev.paxoskv.operator.observe;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeNodeAffinity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the API server says now. */
public final class LiveObjects implements ClusterObjects {

    private static final String HOSTNAME = "kubernetes.io/hostname";

    private final PaxosKVCluster resource;
    private final KubernetesClient client;
    private final String namespace;
    private final String cluster;
    private final Map<String, String> selector;

    public LiveObjects(PaxosKVCluster resource, KubernetesClient client) {
        this.resource = resource;
        this.client = client;
        this.namespace = resource.getMetadata().getNamespace();
        this.cluster = resource.getMetadata().getName();
        this.selector = Names.selector(cluster);
    }

    @Override
    public Optional<StatefulSet> set() {
        return Optional.ofNullable(client.apps()
                        .statefulSets()
                        .inNamespace(namespace)
                        .withName(cluster)
                        .get())
                .filter(this::isOurs);
    }

    @Override
    public List<PersistentVolumeClaim> claims() {
        return client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withLabels(selector)
                .list()
                .getItems();
    }

    @Override
    public Optional<PersistentVolumeClaim> claim(int ordinal) {
        return Optional.ofNullable(client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(Names.claim(cluster, ordinal))
                .get());
    }

    @Override
    public List<Pod> pods() {
        return client.pods().inNamespace(namespace).withLabels(selector).list().getItems();
    }

    @Override
    public Optional<ConfigMap> formed() {
        return Optional.ofNullable(client.configMaps()
                        .inNamespace(namespace)
                        .withName(Names.formed(cluster))
                        .get())
                .filter(this::isOurs);
    }

    /** Not so is what somebody else has under the name, or what is left of a resource that was deleted. */
    private boolean isOurs(HasMetadata object) {
        return object.hasOwnerReferenceFor(resource);
    }

    @Override
    public Optional<Job> restore() {
        return Optional.ofNullable(client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName(Names.restore(cluster))
                .get());
    }

    @Override
    public List<Pod> podsOf(Job job) {
        return client.pods()
                .inNamespace(namespace)
                .withLabel("job-name", job.getMetadata().getName())
                .list()
                .getItems();
    }

    @Override
    public Optional<Job> recovery(String newClusterId) {
        return Optional.ofNullable(client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName(Names.recovery(cluster, newClusterId))
                .get());
    }

    /** Only a volume that is bound to nodes by their names, as local ones are, is lost with its node. */
    @Override
    public boolean isNodeGone(PersistentVolumeClaim claim) {
        String volume = claim.getSpec().getVolumeName();
        if (volume == null) {
            return false;
        }
        PersistentVolume bound = client.persistentVolumes().withName(volume).get();
        List<String> hosts = bound == null ? List.of() : hosts(bound.getSpec().getNodeAffinity());
        return !hosts.isEmpty()
                && client.nodes().list().getItems().stream()
                        .map(node -> node.getMetadata().getLabels())
                        .noneMatch(labels -> labels != null && hosts.contains(labels.getOrDefault(HOSTNAME, "")));
    }

    private static List<String> hosts(VolumeNodeAffinity affinity) {
        if (affinity == null || affinity.getRequired() == null) {
            return List.of();
        }
        return affinity.getRequired().getNodeSelectorTerms().stream()
                .map(NodeSelectorTerm::getMatchExpressions)
                .flatMap(List::stream)
                .filter(requirement -> HOSTNAME.equals(requirement.getKey()) && "In".equals(requirement.getOperator()))
                .map(NodeSelectorRequirement::getValues)
                .flatMap(List::stream)
                .toList();
    }
}
