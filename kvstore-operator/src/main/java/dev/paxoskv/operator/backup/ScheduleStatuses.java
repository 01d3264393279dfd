package dev.paxoskv.operator.backup;

import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackup;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackupSchedule;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackupScheduleStatus;
import dev.paxoskv.operator.backup.BackupObservation.Ended;
import dev.paxoskv.operator.status.ConditionList;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The status of a schedule after a pass. */
final class ScheduleStatuses {

    private static final PaxosKVBackupScheduleStatus NONE =
            new PaxosKVBackupScheduleStatus(null, null, null, null, null, null, null, null);

    private final PaxosKVBackupSchedule schedule;
    private final PaxosKVBackupScheduleStatus old;
    private final List<PaxosKVBackup> latestFirst;
    private final ConditionList conditions;

    ScheduleStatuses(PaxosKVBackupSchedule schedule, List<PaxosKVBackup> backups, Instant now) {
        this.schedule = schedule;
        this.old = Objects.requireNonNullElse(schedule.getStatus(), NONE);
        this.latestFirst = backups.stream()
                .sorted(Comparator.comparing((PaxosKVBackup backup) ->
                                SchedulePass.view(backup).due())
                        .reversed())
                .toList();
        this.conditions =
                new ConditionList(old.conditions(), schedule.getMetadata().getGeneration(), now);
    }

    /** Of a schedule that cannot be read. */
    PaxosKVBackupScheduleStatus unreadable(String text) {
        conditions.set("Scheduled", false, "BadSchedule", text);
        return status(old.lastScheduleTime(), null);
    }

    /**
     * After an action.
     *
     * @param refused why it could not be carried out; null if it was
     */
    PaxosKVBackupScheduleStatus after(ScheduleAction action, @Nullable Instant next, @Nullable String refused) {
        boolean suspended = Boolean.TRUE.equals(schedule.getSpec().suspend());
        if (refused != null) {
            conditions.set("Scheduled", false, "ActionRefused", refused);
        } else if (suspended) {
            conditions.set("Scheduled", false, "Suspended", "spec.suspend is true: set it to false to go on");
        } else if (next == null) {
            conditions.set("Scheduled", false, "NeverDue", "the schedule has no time any more: change it");
        } else {
            conditions.set("Scheduled", true, "Scheduled", "backups are made by the schedule");
        }
        String last = switch (action) {
            case ScheduleAction.Start(Instant due) when refused == null -> due.toString();
            case ScheduleAction.Skip(Instant due, String _) when refused == null -> due.toString();
            default -> old.lastScheduleTime();
        };
        return status(last, next == null || suspended ? null : next.toString());
    }

    private PaxosKVBackupScheduleStatus status(@Nullable String last, @Nullable String next) {
        health();
        Optional<PaxosKVBackup> saved = first(ended -> ended == Ended.SAVED);
        return new PaxosKVBackupScheduleStatus(
                schedule.getMetadata().getGeneration(),
                last,
                next,
                first(ended -> ended == Ended.NOT_YET)
                        .map(backup -> backup.getMetadata().getName())
                        .orElse(null),
                saved.map(backup -> backup.getMetadata().getName()).orElse(null),
                saved.map(backup -> Objects.requireNonNull(backup.getStatus()).completedAt())
                        .orElse(old.lastSuccessfulTime()),
                (int) present(ended -> ended == Ended.SAVED).count(),
                conditions.list());
    }

    private void health() {
        PaxosKVBackup latest = first(ended -> ended != Ended.NOT_YET).orElse(null);
        if (latest == null) {
            conditions.setUnknown("Healthy", "NoBackupYet", "no backup of this schedule has ended yet");
        } else if (BackupObserver.ended(latest.getStatus()) == Ended.SAVED) {
            conditions.set("Healthy", true, "Saved", "the latest backup succeeded");
        } else {
            conditions.set(
                    "Healthy",
                    false,
                    "LastBackupFailed",
                    "the backup " + latest.getMetadata().getName() + " failed; its condition Failed says why");
        }
    }

    private Optional<PaxosKVBackup> first(Predicate<Ended> which) {
        return present(which).findFirst();
    }

    private Stream<PaxosKVBackup> present(Predicate<Ended> which) {
        return latestFirst.stream()
                .filter(backup -> backup.getMetadata().getDeletionTimestamp() == null)
                .filter(backup -> which.test(BackupObserver.ended(backup.getStatus())));
    }
}
