package dev.paxoskv.operator.job;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the pod of a job has in common with the members: the image, and where it may run.
 *
 * @param nodes which nodes suit; null if any does
 * @param priorityClassName null for Kubernetes' default
 */
public record Runner(
        String image,
        String pullPolicy,
        List<LocalObjectReference> pullSecrets,
        @Nullable NodeAffinity nodes,
        List<Toleration> tolerations,
        @Nullable String priorityClassName) {

    public Runner {
        pullSecrets = List.copyOf(pullSecrets);
        tolerations = List.copyOf(tolerations);
    }
}
