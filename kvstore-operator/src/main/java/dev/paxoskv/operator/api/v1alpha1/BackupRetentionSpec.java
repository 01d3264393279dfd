package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Which backups of a schedule are kept. The newest one that succeeded always is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "has(self.count) || has(self.age)", message = "retention needs a count, an age, or both")
public record BackupRetentionSpec(
        @JsonPropertyDescription("How many backups that succeeded are kept.") @Min(1) @Max(1000) @Nullable Integer count,

        @JsonPropertyDescription("How old backups that succeeded become, for example 30d.")
        @Pattern(Durations.PATTERN) @Nullable String age) {}
