package dev.paxoskv.operator;

import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVClusterStatus;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import java.util.Objects;

/** Writes the status of a cluster. */
final class StatusPatch {

    private StatusPatch() {}

    /**
     * Writes a status, so that the next pass sees it.
     *
     * @return whether the spec was edited while this pass was under way. The answer to our own change may be all that is ever
     *     heard of such an edit, since the framework drops what is older than that
     */
    static boolean apply(PaxosKVCluster cluster, PaxosKVClusterStatus status, Context<PaxosKVCluster> context) {
        PaxosKVCluster written = PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(
                cluster, withStatus(cluster, status), context);
        return !Objects.equals(
                written.getMetadata().getGeneration(), cluster.getMetadata().getGeneration());
    }

    /** A resource with nothing but the status, which is all that is applied. */
    private static PaxosKVCluster withStatus(PaxosKVCluster cluster, PaxosKVClusterStatus status) {
        PaxosKVCluster patch = new PaxosKVCluster();
        patch.getMetadata().setName(cluster.getMetadata().getName());
        patch.getMetadata().setNamespace(cluster.getMetadata().getNamespace());
        patch.setStatus(status);
        return patch;
    }
}
