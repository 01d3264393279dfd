package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** Where backups are kept. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupDestinationSpec(
        @JsonPropertyDescription(
                "The claim of the volume that backups are written to, in the same namespace. It has to be there"
                        + " already; the operator neither makes nor deletes it.")
        @Required
        @Size(max = 253) @Pattern(BackupDestinationSpec.CLAIM) String claimName,

        @JsonPropertyDescription(
                "The directory on that volume; it is made if it is missing. The top of the volume if left out.")
        @Size(max = 512) @Pattern("^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*$") @Nullable String directory) {

    /** What Kubernetes lets a claim be called. */
    static final String CLAIM = "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$";
}
