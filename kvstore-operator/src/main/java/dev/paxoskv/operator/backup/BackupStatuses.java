package dev.paxoskv.operator.backup;

import dev.paxoskv.operator.api.v1alpha1.BackupPodsStatus;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackup;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackupStatus;
import dev.paxoskv.operator.job.Runner;
import dev.paxoskv.operator.status.ConditionList;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The status of a backup after a pass. */
final class BackupStatuses {

    private static final PaxosKVBackupStatus NONE =
            new PaxosKVBackupStatus(null, null, null, null, null, null, null, null, null, null, null, null, null);

    private final PaxosKVBackup backup;
    private final PaxosKVBackupStatus old;
    private final ConditionList conditions;
    private final String now;

    BackupStatuses(PaxosKVBackup backup, Instant now) {
        this.backup = backup;
        this.old = Objects.requireNonNullElse(backup.getStatus(), NONE);
        this.conditions =
                new ConditionList(old.conditions(), backup.getMetadata().getGeneration(), now);
        this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /**
     * The status.
     *
     * @param runner what the job's pod needs
     * @param refused why the action could not be carried out; null if it was
     */
    PaxosKVBackupStatus after(BackupLook look, BackupAction action, Runner runner, @Nullable String refused) {
        if (refused != null) {
            return with(false, "ActionRefused", refused);
        }
        return switch (action) {
            case BackupAction.Idle _ -> unchanged();
            case BackupAction.Wait wait ->
                look.observation().save() == null
                        ? with(false, wait.reason(), wait.text())
                        : started(runner, wait.reason(), wait.text());
            case BackupAction.StartSave _ -> started(runner, "Running", "the snapshot is being written");
            case BackupAction.Fail fail -> failed(fail);
            case BackupAction.Conclude end -> saved(runner, end.saved());
            case BackupAction.StopSave _ -> deleting("Stopping", "the job that writes the file is stopped");
            case BackupAction.StartDelete _ -> deleting("DeletingFile", "the file is being deleted");
            case BackupAction.Stuck stuck -> deleting(stuck.reason(), stuck.text());
            case BackupAction.Release _ -> old;
        };
    }

    private PaxosKVBackupStatus with(boolean complete, String reason, String text) {
        conditions.set("Complete", complete, reason, text);
        if (!complete) {
            conditions.set("Failed", false, "NotFailed", "it has not failed");
        }
        return unchanged();
    }

    private PaxosKVBackupStatus started(Runner runner, String reason, String text) {
        conditions.set("Complete", false, reason, text);
        conditions.set("Failed", false, "NotFailed", "it has not failed");
        BackupJobs jobs = new BackupJobs(backup);
        return copy(
                jobs.file(),
                Objects.requireNonNullElse(old.image(), runner.image()),
                Objects.requireNonNullElseGet(old.pods(), () -> NotedRunner.note(runner)),
                Objects.requireNonNullElse(old.startedAt(), now),
                jobs.saveName());
    }

    private PaxosKVBackupStatus failed(BackupAction.Fail fail) {
        conditions.set("Complete", false, fail.reason(), fail.text());
        conditions.set("Failed", true, fail.reason(), fail.text());
        return unchanged();
    }

    private PaxosKVBackupStatus deleting(String reason, String text) {
        conditions.set("Deleting", true, reason, text);
        return unchanged();
    }

    /** But for the conditions. */
    private PaxosKVBackupStatus unchanged() {
        return copy(old.file(), old.image(), old.pods(), old.startedAt(), old.job());
    }

    private PaxosKVBackupStatus copy(
            @Nullable String file,
            @Nullable String image,
            @Nullable BackupPodsStatus pods,
            @Nullable String startedAt,
            @Nullable String job) {
        return new PaxosKVBackupStatus(
                backup.getMetadata().getGeneration(),
                file,
                old.sizeBytes(),
                old.sha256(),
                old.revision(),
                old.keys(),
                old.clusterId(),
                image,
                pods,
                startedAt,
                old.completedAt(),
                job,
                conditions.list());
    }

    private PaxosKVBackupStatus saved(Runner runner, @Nullable SavedFile saved) {
        conditions.set("Failed", false, "NotFailed", "it has not failed");
        if (saved == null) {
            conditions.set(
                    "Complete",
                    true,
                    "SavedUnseen",
                    "the job ended well, but its pod is gone: 'paxoskv snapshot status' tells what is in the file");
            return ended(runner, null, null, null, null, null);
        }
        conditions.set("Complete", true, "Saved", "the file is whole and was read from the volume again");
        return ended(runner, saved.sizeBytes(), saved.sha256(), saved.revision(), saved.keys(), saved.clusterId());
    }

    private PaxosKVBackupStatus ended(
            Runner runner,
            @Nullable Long size,
            @Nullable String sha256,
            @Nullable String revision,
            @Nullable String keys,
            @Nullable String clusterId) {
        BackupJobs jobs = new BackupJobs(backup);
        return new PaxosKVBackupStatus(
                backup.getMetadata().getGeneration(),
                jobs.file(),
                size,
                sha256,
                revision,
                keys,
                clusterId,
                Objects.requireNonNullElse(old.image(), runner.image()),
                Objects.requireNonNullElseGet(old.pods(), () -> NotedRunner.note(runner)),
                Objects.requireNonNullElse(old.startedAt(), now),
                now,
                jobs.saveName(),
                conditions.list());
    }
}
