package dev.paxoskv.operator.act;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import dev.paxoskv.operator.dependent.MemberPod;
import dev.paxoskv.operator.plan.Action;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.Map;

/**
 * Makes a cluster of one of a stopped member's volume: the subcommand {@code recover}, in a pod of its own. The new cluster's
 * id is given, so that a pod that is started again after the first one succeeded changes nothing.
 */
final class RecoveryJob {

    private static final String DATA = "/var/lib/paxoskv";

    private RecoveryJob() {}

    static Job of(PaxosKVCluster cluster, Action.RunRecovery change, String image, OwnerReference owner) {
        String name = cluster.getMetadata().getName();
        Map<String, String> labels = Map.of(
                "app.kubernetes.io/name",
                "paxoskv",
                "app.kubernetes.io/instance",
                name,
                "app.kubernetes.io/component",
                "recovery",
                "app.kubernetes.io/managed-by",
                Names.MANAGER);
        return new JobBuilder()
                .withNewMetadata()
                .withName(Names.recovery(name, change.newClusterId()))
                .withNamespace(cluster.getMetadata().getNamespace())
                .withLabels(labels)
                .withOwnerReferences(owner)
                .endMetadata()
                .withNewSpec()
                .withBackoffLimit(3)
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withAutomountServiceAccountToken(false)
                .withSecurityContext(MemberPod.podSecurity())
                .addNewContainer()
                .withName("recover")
                .withImage(image)
                .withArgs(
                        "recover",
                        "--data-dir",
                        DATA,
                        "--acknowledge-data-loss",
                        change.oldClusterId(),
                        "--cluster-id",
                        change.newClusterId())
                .withSecurityContext(MemberPod.containerSecurity())
                .addNewVolumeMount()
                .withName("data")
                .withMountPath(DATA)
                .endVolumeMount()
                .addNewVolumeMount()
                .withName("tmp")
                .withMountPath("/tmp")
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName("data")
                .withNewPersistentVolumeClaim()
                .withClaimName(Names.claim(name, change.survivor()))
                .endPersistentVolumeClaim()
                .endVolume()
                .addNewVolume()
                .withName("tmp")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }
}
