package dev.paxoskv.operator.act;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.api.v1alpha1.BootstrapSpec;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import dev.paxoskv.operator.api.v1alpha1.RestoreSpec;
import dev.paxoskv.operator.dependent.MemberPod;
import dev.paxoskv.operator.dependent.MemberSet;
import dev.paxoskv.operator.job.CommandJob;
import dev.paxoskv.operator.job.CommandJob.Mount;
import dev.paxoskv.operator.plan.Action;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;

/** What is done to start a cluster from a backup, each step refused by the API server if it was done already. */
final class RestoreChanges {

    private static final String BACKUP = "/backup";

    private final KubernetesClient client;
    private final PaxosKVCluster cluster;
    private final OwnerReference owner;
    private final String name;
    private final String namespace;

    RestoreChanges(KubernetesClient client, PaxosKVCluster cluster, OwnerReference owner) {
        this.client = client;
        this.cluster = cluster;
        this.owner = owner;
        this.name = cluster.getMetadata().getName();
        this.namespace = cluster.getMetadata().getNamespace();
    }

    /** Until there is something on it, the claim goes with the resource, whatever becomes of the others. */
    Outcome createClaim(Action.CreateClaim change) {
        PersistentVolumeClaim claim = MemberSet.claim(
                cluster,
                change.ordinal(),
                Map.of(Names.RESTORE_OF, cluster.getMetadata().getUid()));
        claim.getMetadata()
                .setOwnerReferences(List.of(owner.edit().withController(null).build()));
        client.persistentVolumeClaims().inNamespace(namespace).resource(claim).create();
        return Outcome.done();
    }

    Outcome record(Action.RecordRestore change, String clusterId) {
        RestoreSpec restore = restore();
        return FormingRecord.create(
                client,
                cluster,
                owner,
                clusterId,
                Map.of(
                        "restoreClaimUid",
                        change.claimUid(),
                        "restoredFrom",
                        restore.claimName() + ":" + restore.path()));
    }

    /** Asleep, so that one that is made late does nothing. */
    Outcome prepare(Action.PrepareRestore change, String image) {
        MemberPod member = new MemberPod(cluster, image);
        RestoreSpec restore = restore();
        String host = Names.host(name, 0, namespace);
        CommandJob job = new CommandJob(
                Names.restore(name),
                namespace,
                "restore",
                name,
                owner,
                member.runner(),
                member.resources(),
                List.of(
                        "snapshot",
                        "restore",
                        BACKUP + "/" + restore.path(),
                        "--data-dir",
                        MemberPod.DATA,
                        "--name",
                        Names.pod(name, 0),
                        "--peer",
                        host + ":" + Names.PEER_PORT,
                        "--http",
                        host + ":" + Names.HTTP_PORT,
                        "--grpc",
                        host + ":" + Names.GRPC_PORT,
                        "--cluster-id",
                        change.clusterId()),
                List.of(
                        new Mount("backup", restore.claimName(), BACKUP, true),
                        new Mount("data", Names.claim(name, 0), MemberPod.DATA, false)),
                null,
                null,
                true);
        Job object = job.build();
        object.getMetadata().setAnnotations(Map.of(Names.RESTORED, change.clusterId()));
        client.batch().v1().jobs().inNamespace(namespace).resource(object).create();
        return Outcome.done();
    }

    private RestoreSpec restore() {
        BootstrapSpec bootstrap = cluster.getSpec().bootstrap();
        if (bootstrap == null || bootstrap.restore() == null) {
            throw new IllegalStateException("a restore was decided on that nobody asked for");
        }
        return bootstrap.restore();
    }

    /** Only as it was looked at: one that was changed, or made anew, is looked at again. */
    Outcome start(Action.StartRestore change) {
        client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName(Names.restore(name))
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        Serialization.asJson(Map.of(
                                "metadata",
                                Map.of("resourceVersion", change.version()),
                                "spec",
                                Map.of("suspend", false))));
        return Outcome.done();
    }

    /** From here on the claim is kept or deleted as the resource says. */
    Outcome finish(Action.FinishRestore change) {
        Resource<PersistentVolumeClaim> claim =
                client.persistentVolumeClaims().inNamespace(namespace).withName(Names.claim(name, change.ordinal()));
        PersistentVolumeClaim found = claim.get();
        if (found == null || !change.uid().equals(found.getMetadata().getUid())) {
            return Outcome.outdated();
        }
        List<OwnerReference> owners =
                change.owned() ? List.of(owner.edit().withController(null).build()) : List.of();
        claim.patch(
                PatchContext.of(PatchType.JSON_MERGE),
                Serialization.asJson(Map.of(
                        "metadata",
                        Map.of(
                                "resourceVersion",
                                change.version(),
                                "uid",
                                change.uid(),
                                "annotations",
                                Map.of(Names.RESTORED, change.clusterId()),
                                "ownerReferences",
                                owners))));
        return Outcome.done();
    }
}
