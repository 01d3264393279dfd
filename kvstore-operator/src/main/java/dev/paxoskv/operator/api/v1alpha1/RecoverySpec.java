package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;

/** Goes on from one survivor when the majority of the members is lost for good. */
public record RecoverySpec(
        @JsonPropertyDescription(
                "The member to go on from, by the name of its pod: the one whose appliedIndex in the status"
                        + " is the highest.")
        @Required
        @Pattern("^[a-z]([-a-z0-9]*[a-z0-9])?-[0-9]$") String survivor,

        @JsonPropertyDescription("Must be the clusterId in the status, as a sign that the loss of the latest writes is"
                + " accepted. The cluster has another id afterwards, so the acknowledgement holds once.")
        @Required
        @Pattern("^[0-9a-f]{16}$") String acknowledgeDataLoss) {}
