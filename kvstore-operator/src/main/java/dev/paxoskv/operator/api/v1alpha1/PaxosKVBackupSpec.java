package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import org.jspecify.annotations.Nullable;

/** What is backed up, and where to. Also the template of the backups that a schedule makes. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PaxosKVBackupSpec(
        @JsonPropertyDescription("The PaxosKVCluster that is backed up, in the same namespace.")
        @Required
        @Size(max = 40) @Pattern("^[a-z]([-a-z0-9]*[a-z0-9])?$") @PrinterColumn(name = "Cluster")
        String clusterName,

        @JsonPropertyDescription("Where the backup is kept.") @Required
        BackupDestinationSpec destination,

        @JsonPropertyDescription(
                "Whether the file stays when this resource is deleted (Retain), or goes too (Delete). Retain if left"
                        + " out.")
        @Nullable DeletionPolicy deletionPolicy,

        @JsonPropertyDescription(
                "How long the backup may take, waiting included, until it counts as failed; 1h if left" + " out.")
        @Pattern(Durations.PATTERN) @Nullable String timeout,

        @JsonPropertyDescription(
                "CPU and memory of the pod that writes the file. Without it the pod asks for a tenth of a CPU and 256"
                        + " MiB.")
        @Nullable ResourceRequirements resources) {

    /** What becomes of the file when the resource is deleted. */
    public enum DeletionPolicy {
        Retain,
        Delete
    }
}
