package dev.paxoskv.operator.act;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import dev.paxoskv.operator.dependent.MemberPod;
import dev.paxoskv.operator.job.CommandJob;
import dev.paxoskv.operator.job.CommandJob.Mount;
import dev.paxoskv.operator.plan.Action;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;

/**
 * Makes a cluster of one of a stopped member's volume: the subcommand {@code recover}, in a pod of its own. The new cluster's
 * id is given, so that a pod that is started again after the first one succeeded changes nothing.
 */
final class RecoveryJob {

    private RecoveryJob() {}

    static Job of(PaxosKVCluster cluster, Action.RunRecovery change, String image, OwnerReference owner) {
        String name = cluster.getMetadata().getName();
        MemberPod member = new MemberPod(cluster, image);
        return new CommandJob(
                        Names.recovery(name, change.newClusterId()),
                        cluster.getMetadata().getNamespace(),
                        "recovery",
                        name,
                        owner,
                        member.runner(),
                        member.resources(),
                        List.of(
                                "recover",
                                "--data-dir",
                                MemberPod.DATA,
                                "--acknowledge-data-loss",
                                change.oldClusterId(),
                                "--cluster-id",
                                change.newClusterId()),
                        List.of(new Mount("data", Names.claim(name, change.survivor()), MemberPod.DATA, false)),
                        null,
                        null,
                        false)
                .build();
    }
}
