package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a backup. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PaxosKVBackupStatus(
        @JsonPropertyDescription("The generation of the spec that this status answers.") @Nullable Long observedGeneration,

        @JsonPropertyDescription(
                "The path of the file on the volume of the destination: what bootstrap.restore.path is to be.")
        @Nullable String file,

        @JsonPropertyDescription("How many bytes the file has.") @PrinterColumn(name = "Size") @Nullable Long sizeBytes,

        @JsonPropertyDescription("The SHA-256 that stands at the end of the file, in hexadecimal digits.") @Nullable String sha256,

        @JsonPropertyDescription("The revision of the store that the file shows.")
        @PrinterColumn(name = "Revision")
        @Nullable String revision,

        @JsonPropertyDescription("How many keys there are in the file.") @Nullable String keys,

        @JsonPropertyDescription("The id of the cluster that was backed up, 16 hex digits.") @Nullable String clusterId,

        @JsonPropertyDescription("The image that wrote the file, and that deletes it.") @Nullable String image,

        @JsonPropertyDescription(
                "What the pods of the jobs need to run, as the cluster had it when the file was written: the one that"
                        + " deletes the file may have to do without the cluster.")
        @Nullable BackupPodsStatus pods,

        @JsonPropertyDescription("When the job was started.") @Nullable String startedAt,

        @JsonPropertyDescription("When the file was whole.") @Nullable String completedAt,

        @JsonPropertyDescription("The job that writes the file; it is deleted a day after its end.") @Nullable String job,

        @JsonPropertyDescription("Complete and Failed; Deleting, while the file is being deleted.") @Nullable List<Condition> conditions) {}
