package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.Toleration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the pods of a backup's jobs took over from the cluster, so that its file can be deleted when the cluster is gone. Its
 * priority is not kept: no pod needs one, and its class may be gone too.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupPodsStatus(
        @JsonPropertyDescription("When a node pulls the image.")
        ImageSpec.@Nullable PullPolicy pullPolicy,

        @JsonPropertyDescription("Names of Secrets with the credentials of the registry.") @Nullable List<String> pullSecrets,

        @JsonPropertyDescription("Which nodes suit.") @Nullable NodeAffinity nodeAffinity,

        @JsonPropertyDescription("Taints of nodes that are borne with.") @Nullable List<Toleration> tolerations) {}
