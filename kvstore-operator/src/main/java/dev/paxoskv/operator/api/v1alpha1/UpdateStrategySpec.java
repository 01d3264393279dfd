package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import org.jspecify.annotations.Nullable;

/** How the members are restarted after a change of what they run. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UpdateStrategySpec(
        @JsonPropertyDescription(
                "LeaderLast restarts one follower at a time and the leader at the end. Manual waits until"
                        + " somebody deletes the pods; only pods that do not work are restarted.")
        @Default("LeaderLast")
        @Nullable Type type,

        @JsonPropertyDescription("How long a restarted member may take until it takes part again, before the roll is"
                + " reported as stalled; for example 10m.")
        @Default("10m")
        @Pattern(Durations.PATTERN) @Nullable String readyTimeout) {

    /** Who restarts the members. */
    public enum Type {
        LeaderLast,
        Manual
    }
}
