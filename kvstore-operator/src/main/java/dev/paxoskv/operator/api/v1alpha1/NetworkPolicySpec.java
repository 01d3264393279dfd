package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.kubernetes.api.model.LabelSelector;
import org.jspecify.annotations.Nullable;

/** Who reaches the members' ports. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NetworkPolicySpec(
        @JsonPropertyDescription("Whether the operator makes a network policy; false deletes it.")
        @Default("true")
        @Nullable Boolean enabled,

        @JsonPropertyDescription(
                "The pods of this namespace that may use the clients' ports; all pods of the Kubernetes"
                        + " cluster if left out.")
        @Nullable LabelSelector clients) {}
