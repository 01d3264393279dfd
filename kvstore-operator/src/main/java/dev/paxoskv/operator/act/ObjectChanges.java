package dev.paxoskv.operator.act;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import dev.paxoskv.operator.plan.Action;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.EvictionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Changes of Kubernetes' objects, each refused by the API server if the object is not the one that was looked at. */
final class ObjectChanges {

    private final KubernetesClient client;
    private final PaxosKVCluster cluster;
    private final String name;
    private final String namespace;

    ObjectChanges(KubernetesClient client, PaxosKVCluster cluster) {
        this.client = client;
        this.cluster = cluster;
        this.name = cluster.getMetadata().getName();
        this.namespace = cluster.getMetadata().getNamespace();
    }

    /** Deletes the StatefulSet and leaves its pods. */
    Outcome orphan(Action.RecreateSet change) {
        StatefulSet set = client.apps()
                .statefulSets()
                .inNamespace(namespace)
                .withName(name)
                .get();
        return deleteIfSame("/apis/apps/v1", set, change.uid(), DeletionPropagation.ORPHAN);
    }

    /** The client's own deletions cannot have both a precondition and a policy. */
    private Outcome deleteIfSame(
            String path, @Nullable HasMetadata found, String uid, DeletionPropagation propagation) {
        if (found == null || !uid.equals(found.getMetadata().getUid())) {
            return Outcome.outdated();
        }
        DeleteOptions options = new DeleteOptionsBuilder()
                .withPropagationPolicy(propagation.toString())
                .withNewPreconditions()
                .withUid(uid)
                .withResourceVersion(found.getMetadata().getResourceVersion())
                .endPreconditions()
                .build();
        String uri = path + "/namespaces/" + namespace + "/" + found.getPlural() + "/"
                + found.getMetadata().getName();
        String _ = client.raw(uri, "DELETE", options);
        return Outcome.done();
    }

    Outcome record(Action.RecordBootstrap change, String clusterId) {
        return FormingRecord.create(client, cluster, owner(true), clusterId, Map.of("memberId", change.memberId()));
    }

    Outcome mark(Action.MarkClaim change) {
        return patchClaim(
                change.ordinal(),
                change.uid(),
                Map.of(
                        "metadata",
                        Map.of(
                                "resourceVersion",
                                change.version(),
                                "uid",
                                change.uid(),
                                "annotations",
                                Map.of(Names.MEMBER_ID, change.memberId(), Names.POD_UID, change.podUid()))));
    }

    private Outcome patchClaim(int ordinal, String uid, Map<String, Object> patch) {
        Resource<PersistentVolumeClaim> claim = claim(ordinal);
        PersistentVolumeClaim found = claim.get();
        if (found == null || !uid.equals(found.getMetadata().getUid())) {
            return Outcome.outdated();
        }
        claim.patch(PatchContext.of(PatchType.JSON_MERGE), Serialization.asJson(patch));
        return Outcome.done();
    }

    private Resource<PersistentVolumeClaim> claim(int ordinal) {
        return client.persistentVolumeClaims().inNamespace(namespace).withName(Names.claim(name, ordinal));
    }

    Outcome grow(Action.GrowClaim change) {
        return patchClaim(
                change.ordinal(),
                change.uid(),
                Map.of(
                        "spec",
                        Map.of("resources", Map.of("requests", Map.of("storage", Long.toString(change.bytes()))))));
    }

    Outcome setOwner(Action.SetClaimOwner change) {
        PersistentVolumeClaim found = claim(change.ordinal()).get();
        if (found == null) {
            return Outcome.outdated();
        }
        List<OwnerReference> owners =
                new ArrayList<>(Objects.requireNonNullElse(found.getMetadata().getOwnerReferences(), List.of()));
        owners.removeIf(owner -> owner.getUid().equals(cluster.getMetadata().getUid()));
        if (change.owned()) {
            owners.add(owner(false));
        }
        return patchClaim(
                change.ordinal(),
                change.uid(),
                Map.of("metadata", Map.of("resourceVersion", change.version(), "ownerReferences", owners)));
    }

    OwnerReference owner(boolean controller) {
        return new OwnerReferenceBuilder()
                .withApiVersion(cluster.getApiVersion())
                .withKind(cluster.getKind())
                .withName(name)
                .withUid(cluster.getMetadata().getUid())
                .withController(controller ? true : null)
                .build();
    }

    Outcome delete(Action.DeleteClaim change) {
        PersistentVolumeClaim found = claim(change.ordinal()).get();
        boolean same =
                found != null && change.version().equals(found.getMetadata().getResourceVersion());
        return same ? deleteIfSame("/api/v1", found, change.uid(), DeletionPropagation.BACKGROUND) : Outcome.outdated();
    }

    /** A pod that takes part is evicted, so that the budget has its say; one that does not is deleted. */
    Outcome restart(Action.RestartPod change) {
        String pod = Names.pod(name, change.ordinal());
        Pod found = client.pods().inNamespace(namespace).withName(pod).get();
        if (!change.gentle()) {
            return deleteIfSame("/api/v1", found, change.uid(), DeletionPropagation.BACKGROUND);
        }
        if (found == null || !change.uid().equals(found.getMetadata().getUid())) {
            return Outcome.outdated();
        }
        boolean evicted = client.pods()
                .inNamespace(namespace)
                .withName(pod)
                .evict(new EvictionBuilder()
                        .withNewMetadata()
                        .withName(pod)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withDeleteOptions(new DeleteOptionsBuilder()
                                .withNewPreconditions()
                                .withUid(change.uid())
                                .endPreconditions()
                                .build())
                        .build());
        return evicted ? Outcome.done() : Outcome.refused("the disruption budget does not permit it now");
    }

    /** One job for each new id: a second one is refused by its name. */
    Outcome recover(Action.RunRecovery change, String image) {
        client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .resource(RecoveryJob.of(cluster, change, image, owner(true)))
                .create();
        return Outcome.done();
    }
}
