package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** When backups are made, and how long they are kept. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "!has(self.retention) || has(self.template.deletionPolicy)",
        message = "with retention, template.deletionPolicy must say what becomes of the files of old backups: Delete or"
                + " Retain")
public record PaxosKVBackupScheduleSpec(
        @JsonPropertyDescription(
                "When a backup is made, as in cron: minute, hour, day of the month, month, day of the week; for example"
                        + " 0 2 * * * for every night at two. A backup that is still running is not joined by another"
                        + " one; of times that were missed the latest alone is made up for.")
        @Required
        @Size(max = 100) @Pattern("^[^\\s]+( +[^\\s]+){4}$") @PrinterColumn(name = "Schedule")
        String schedule,

        @JsonPropertyDescription(
                "The time zone of the schedule by its IANA name, for example Europe/Berlin; UTC if left out. Where clocks"
                        + " change, an hour that is left out has no backup that night, and one that comes twice may have"
                        + " two.")
        @Size(min = 1, max = 64) @Nullable String timeZone,

        @JsonPropertyDescription("Whether no backups are made. What is kept is looked after all the same.")
        @Default("false")
        @PrinterColumn(name = "Suspended")
        @Nullable Boolean suspend,

        @JsonPropertyDescription(
                "How late a backup may begin, for example 2h; a time that was missed by more is left out. Without it a"
                        + " missed backup is made as soon as it can be.")
        @Pattern(Durations.PATTERN) @Nullable String startingDeadline,

        @JsonPropertyDescription("The backups that are made.") @Required
        PaxosKVBackupSpec template,

        @JsonPropertyDescription("Which backups are kept; all of them if left out.") @Nullable BackupRetentionSpec retention,

        @JsonPropertyDescription(
                "How many backups that failed are kept, so that one can look into them; 3 if left" + " out.")
        @Min(0) @Max(100) @Nullable Integer failedHistory) {}
