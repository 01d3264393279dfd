package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether members whose volume is out of reach are replaced without being asked. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReplacementSpec(
        @JsonPropertyDescription(
                "Auto replaces a member whose volume is bound to a node that no longer exists. Manual waits"
                        + " for the annotation paxoskv.dev/replace with the id of the member.")
        @Default("Manual")
        @Nullable Policy policy,

        @JsonPropertyDescription("How long the node has to be gone before a member is replaced, for example 30m.")
        @Default("30m")
        @Pattern(Durations.PATTERN) @Nullable String after) {

    /** Who decides that a member is replaced. */
    public enum Policy {
        Manual,
        Auto
    }
}
