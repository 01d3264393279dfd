package dev.paxoskv.operator.dependent;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.dependent.ReconcileResult;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.KubernetesDependent;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The pods. All start at once, since members need each other to become ready; none is restarted by the controller, which
 * knows no leader and no quorum; and volumes outlive everything.
 *
 * <p>How many pods there are is the planner's word, given with the version of the object that it was decided on. The template
 * stays as it is while the spec does, even if a newer operator would write it otherwise: an upgrade of the operator must not
 * restart clusters.
 */
@KubernetesDependent
public final class MemberSet extends OwnedObject<StatefulSet> {

    /** To be raised when {@link MemberPod} renders the same spec otherwise. */
    static final String RENDERING = "1";

    public MemberSet() {
        super(StatefulSet.class);
    }

    @Override
    String name(String cluster) {
        return cluster;
    }

    /** Makes and changes nothing in a pass that deletes it, or in which it is not to be made yet. */
    @Override
    public ReconcileResult<StatefulSet> reconcile(PaxosKVCluster cluster, Context<PaxosKVCluster> context) {
        if (!Pass.of(context).keepsSet()) {
            return ReconcileResult.noOperation(null);
        }
        ReconcileResult<StatefulSet> result = super.reconcile(cluster, context);
        if (result.getSingleOperation() == ReconcileResult.Operation.UPDATED) {
            Pass.noteChangedSet(context);
        }
        return result;
    }

    @Override
    StatefulSet render(PaxosKVCluster cluster, Pass pass) {
        StatefulSet old = pass.set();
        String name = cluster.getMetadata().getName();
        String generation =
                Long.toString(Objects.requireNonNullElse(cluster.getMetadata().getGeneration(), 0L));
        StatefulSet kept = old != null && (pass.frozen() || isOfAnotherOperator(old, generation)) ? old : null;
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withResourceVersion(old == null ? null : old.getMetadata().getResourceVersion())
                .withAnnotations(Map.of(
                        Names.GENERATION, kept == null ? generation : annotation(kept, Names.GENERATION),
                        Names.RENDERING, kept == null ? RENDERING : annotation(kept, Names.RENDERING)))
                .endMetadata()
                .withNewSpec()
                .withServiceName(Names.peers(name))
                .withPodManagementPolicy("Parallel")
                .withNewUpdateStrategy()
                .withType("OnDelete")
                .endUpdateStrategy()
                .withNewPersistentVolumeClaimRetentionPolicy()
                .withWhenDeleted("Retain")
                .withWhenScaled("Retain")
                .endPersistentVolumeClaimRetentionPolicy()
                .withRevisionHistoryLimit(5)
                .withReplicas(pass.replicas())
                .withNewSelector()
                .withMatchLabels(Names.selector(name))
                .endSelector()
                .withTemplate(
                        kept == null ? template(cluster, pass) : kept.getSpec().getTemplate())
                .withVolumeClaimTemplates(claim(cluster, old))
                .endSpec()
                .build();
    }

    private static boolean isOfAnotherOperator(StatefulSet old, String generation) {
        return generation.equals(annotation(old, Names.GENERATION))
                && !RENDERING.equals(annotation(old, Names.RENDERING));
    }

    private static String annotation(StatefulSet set, String name) {
        Map<String, String> annotations = set.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault(name, "");
    }

    private static PodTemplateSpec template(PaxosKVCluster cluster, Pass pass) {
        return new MemberPod(cluster, pass.image()).template();
    }

    /** The size in the template cannot be changed: the set is made anew for that, which the planner decides. */
    private static PersistentVolumeClaim claim(PaxosKVCluster cluster, @Nullable StatefulSet old) {
        Quantity size = old == null
                ? new Quantity(cluster.getSpec().storage().size())
                : Objects.requireNonNull(old.getSpec()
                        .getVolumeClaimTemplates()
                        .getFirst()
                        .getSpec()
                        .getResources()
                        .getRequests()
                        .get("storage"));
        return claim(cluster, new ObjectMetaBuilder().withName("data").build(), size);
    }

    /** The claim of a pod, as the StatefulSet makes it. */
    public static PersistentVolumeClaim claim(PaxosKVCluster cluster, int ordinal, Map<String, String> annotations) {
        ObjectMeta metadata = new ObjectMetaBuilder()
                .withName(Names.claim(cluster.getMetadata().getName(), ordinal))
                .withNamespace(cluster.getMetadata().getNamespace())
                .withAnnotations(annotations)
                .build();
        return claim(cluster, metadata, new Quantity(cluster.getSpec().storage().size()));
    }

    private static PersistentVolumeClaim claim(PaxosKVCluster cluster, ObjectMeta metadata, Quantity size) {
        metadata.setLabels(Names.labels(cluster.getMetadata().getName()));
        return new PersistentVolumeClaimBuilder()
                .withMetadata(metadata)
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(cluster.getSpec().storage().storageClassName())
                .withNewResources()
                .withRequests(Map.of("storage", size))
                .endResources()
                .endSpec()
                .build();
    }
}
