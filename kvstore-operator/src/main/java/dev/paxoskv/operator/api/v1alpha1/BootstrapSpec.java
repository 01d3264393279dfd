package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** How the cluster is formed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BootstrapSpec(
        @JsonPropertyDescription("Starts from a backup instead of an empty store.") @Nullable RestoreSpec restore) {}
