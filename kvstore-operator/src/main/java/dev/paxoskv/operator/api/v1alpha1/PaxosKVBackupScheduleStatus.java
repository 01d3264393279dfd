package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a schedule's backups. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PaxosKVBackupScheduleStatus(
        @JsonPropertyDescription("The generation of the spec that this status answers.") @Nullable Long observedGeneration,

        @JsonPropertyDescription("The latest time of the schedule that a backup was made for, or that was left out.")
        @Nullable String lastScheduleTime,

        @JsonPropertyDescription("When the next backup is due.") @Nullable String nextScheduleTime,

        @JsonPropertyDescription("The backup that is being made.") @Nullable String active,

        @JsonPropertyDescription("The latest backup that succeeded.") @Nullable String lastSuccessfulBackup,

        @JsonPropertyDescription("When the latest backup that succeeded was whole.") @Nullable String lastSuccessfulTime,

        @JsonPropertyDescription("How many of the backups that are there succeeded.") @Nullable Integer kept,

        @JsonPropertyDescription("Scheduled and Healthy.") @Nullable List<Condition> conditions) {}
