package dev.paxoskv.operator.observe;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.List;
import java.util.Optional;

/** What the informers know, which may be a little old. What is rarely needed is asked for. */
public final class CachedObjects implements ClusterObjects {

    private final PaxosKVCluster resource;
    private final Context<PaxosKVCluster> context;
    private final LiveObjects live;
    private final String cluster;

    public CachedObjects(PaxosKVCluster resource, Context<PaxosKVCluster> context) {
        this.resource = resource;
        this.context = context;
        this.live = new LiveObjects(resource, context.getClient());
        this.cluster = resource.getMetadata().getName();
    }

    @Override
    public Optional<StatefulSet> set() {
        return context.getSecondaryResourcesAsStream(StatefulSet.class)
                .filter(set -> set.getMetadata().getName().equals(cluster))
                .findFirst();
    }

    @Override
    public List<PersistentVolumeClaim> claims() {
        return context.getSecondaryResourcesAsStream(PersistentVolumeClaim.class)
                .toList();
    }

    @Override
    public Optional<PersistentVolumeClaim> claim(int ordinal) {
        return live.claim(ordinal);
    }

    @Override
    public List<Pod> pods() {
        return context.getSecondaryResourcesAsStream(Pod.class).toList();
    }

    @Override
    public Optional<ConfigMap> formed() {
        return context.getSecondaryResourcesAsStream(ConfigMap.class)
                .filter(map -> map.getMetadata().getName().equals(Names.formed(cluster)))
                .filter(map -> map.hasOwnerReferenceFor(resource))
                .findFirst();
    }

    @Override
    public Optional<Job> restore() {
        return live.restore();
    }

    @Override
    public List<Pod> podsOf(Job job) {
        return live.podsOf(job);
    }

    @Override
    public Optional<Job> recovery(String newClusterId) {
        return live.recovery(newClusterId);
    }

    @Override
    public boolean isNodeGone(PersistentVolumeClaim claim) {
        return live.isNodeGone(claim);
    }
}
