package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** The backup that a new cluster starts from. */
public record RestoreSpec(
        @JsonPropertyDescription("The claim of the volume that has the backup, in the same namespace.")
        @Required
        @Size(max = 253) @Pattern(BackupDestinationSpec.CLAIM) String claimName,

        @JsonPropertyDescription("The snapshot's path on that volume.")
        @Required
        @Size(max = 1024) @Pattern("^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*$") String path) {}
