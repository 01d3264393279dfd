package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import org.jspecify.annotations.Nullable;

/** An object that the operator makes unless it is told not to. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ToggleSpec(
        @JsonPropertyDescription("Whether the operator makes it; false deletes it.") @Default("true") @Nullable Boolean enabled) {}
