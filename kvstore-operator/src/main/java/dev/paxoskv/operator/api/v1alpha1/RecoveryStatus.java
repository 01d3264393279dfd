package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** A recovery from one survivor. */
public record RecoveryStatus(
        @JsonPropertyDescription("The pod of the survivor.") String survivor,

        @JsonPropertyDescription("The id of the cluster that lost its majority.")
        String oldClusterId,

        @JsonPropertyDescription("A random name of this attempt; the job on the survivor's volume is named after it.")
        String attempt,

        @JsonPropertyDescription("Whether the cluster goes on.")
        boolean done) {}
