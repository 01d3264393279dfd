package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** One member, or a pod that is to become one. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MemberStatus(
        @JsonPropertyDescription("The name of the pod.") String name,

        @JsonPropertyDescription("The id that the member has on its volume, 16 hex digits.") @Nullable String memberId,

        @JsonPropertyDescription("What the member is in the configuration.")
        Role role,

        @JsonPropertyDescription("Whether the member takes part.")
        boolean ready,

        @JsonPropertyDescription("The version that the member runs.") @Nullable String version,

        @JsonPropertyDescription("The slot up to which the member has applied the log.") @Nullable String appliedIndex,

        @JsonPropertyDescription("The UID of the member's volume claim.") @Nullable String pvcUid) {

    /** What a pod is in the configuration. */
    public enum Role {
        Leader,
        Voter,
        Learner,
        None
    }
}
