package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** A recovery from one survivor. */
public record RecoveryStatus(
        @JsonPropertyDescription("The pod of the survivor.") String survivor,

        @JsonPropertyDescription("The id of the cluster that lost its majority.")
        String oldClusterId,

        @JsonPropertyDescription(
                "The id of the cluster that goes on, drawn when the recovery began, so that its job may be run again.")
        String newClusterId,

        @JsonPropertyDescription("Whether the cluster goes on.")
        boolean done) {}
