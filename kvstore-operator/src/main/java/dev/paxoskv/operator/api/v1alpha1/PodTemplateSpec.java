package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is added to the pods of the members. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PodTemplateSpec(
        @JsonPropertyDescription("Labels of the pods. Those that the operator selects pods by cannot be set.")
        @Size(max = 100) @ValidationRule(
                value = "self.all(k, !k.startsWith('paxoskv.dev/') && !k.startsWith('app.kubernetes.io/'))",
                message = "labels below paxoskv.dev/ and app.kubernetes.io/ are the operator's")
        @Nullable Map<String, String> labels,

        @JsonPropertyDescription("Annotations of the pods.")
        @Size(max = 100) @ValidationRule(
                value = "self.all(k, !k.startsWith('paxoskv.dev/'))",
                message = "annotations below paxoskv.dev/ are the operator's")
        @Nullable Map<String, String> annotations,

        @JsonPropertyDescription("Where the pods may run. Without it the members of a cluster prefer different nodes.")
        @Nullable Affinity affinity,

        @JsonPropertyDescription("Taints that the pods tolerate.") @Nullable List<Toleration> tolerations,

        @JsonPropertyDescription("How the pods spread over zones and nodes.") @Nullable List<TopologySpreadConstraint> topologySpreadConstraints,

        @JsonPropertyDescription("The priority class of the pods.") @Nullable String priorityClassName,

        @JsonPropertyDescription(
                "The service account of the pods; one made by the operator, without any permission, if left" + " out.")
        @Nullable String serviceAccountName,

        @JsonPropertyDescription(
                "Environment variables of the members. Those that start with PAXOSKV_ are the operator's.")
        @Size(max = 100) @ValidationRule(
                value = "self.all(e, !e.name.startsWith('PAXOSKV_'))",
                message = "variables that start with PAXOSKV_ are the operator's: use config and jvmOptions")
        @Nullable List<EnvVar> env,

        @JsonPropertyDescription("ConfigMaps and Secrets that are mounted into the members, read only.")
        @Size(max = 20) @Nullable List<MountSpec> volumes) {}
