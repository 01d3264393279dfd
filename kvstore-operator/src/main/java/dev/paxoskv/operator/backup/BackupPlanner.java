package dev.paxoskv.operator.backup;

import dev.paxoskv.operator.backup.BackupAction.Conclude;
import dev.paxoskv.operator.backup.BackupAction.Fail;
import dev.paxoskv.operator.backup.BackupAction.Idle;
import dev.paxoskv.operator.backup.BackupAction.Release;
import dev.paxoskv.operator.backup.BackupAction.StartDelete;
import dev.paxoskv.operator.backup.BackupAction.StartSave;
import dev.paxoskv.operator.backup.BackupAction.StopSave;
import dev.paxoskv.operator.backup.BackupAction.Stuck;
import dev.paxoskv.operator.backup.BackupAction.Wait;
import dev.paxoskv.operator.backup.BackupObservation.ClaimState;
import dev.paxoskv.operator.backup.BackupObservation.Ended;
import dev.paxoskv.operator.backup.BackupObservation.JobView;
import java.time.Duration;

/**
 * Decides what is done next for a backup. As with clusters there is no record of operations under way: the jobs have fixed
 * names, the file's name follows from the resource, and a command that is run twice does no harm.
 *
 * <p>A backup ends once. Until then whatever is missing is waited for, but no longer than the backup may take. A file is
 * deleted only when its resource is, only if the resource says so, and not before the job that writes it has stopped.
 */
public final class BackupPlanner {

    private static final String FULL = "No space left on device";

    private BackupPlanner() {}

    /** What to do next. */
    public static BackupAction decide(BackupObservation seen) {
        if (seen.leaving()) {
            return leave(seen);
        }
        if (seen.ended() != Ended.NOT_YET) {
            return new Idle();
        }
        return seen.save() == null ? begin(seen) : follow(seen, seen.save());
    }

    private static BackupAction begin(BackupObservation seen) {
        return switch (seen.cluster()) {
            case MISSING ->
                blocked(seen, "ClusterMissing", "there is no PaxosKVCluster of the name that clusterName says");
            case NOT_AVAILABLE ->
                blocked(seen, "ClusterNotAvailable", "the cluster does not serve; see its condition Available");
            case AVAILABLE ->
                switch (seen.claim()) {
                    case MISSING -> blocked(seen, "ClaimMissing", "the claim of the destination is missing: make it");
                    case DELETING ->
                        blocked(seen, "ClaimMissing", "the claim of the destination is being deleted: make another");
                    case PRESENT -> start(seen);
                };
        };
    }

    /** Waits for a human or another controller, while there is time. */
    private static BackupAction blocked(BackupObservation seen, String reason, String text) {
        return secondsLeft(seen) > 0 ? new Wait(reason, text) : new Fail(reason, text + "; the time is over");
    }

    private static BackupAction start(BackupObservation seen) {
        long seconds = secondsLeft(seen);
        return seconds > 0
                ? new StartSave(seconds)
                : new Fail("TimedOut", "it was not started in time; give it more with timeout");
    }

    private static long secondsLeft(BackupObservation seen) {
        return Duration.between(seen.now(), seen.deadline()).toSeconds();
    }

    private static BackupAction follow(BackupObservation seen, JobView save) {
        if (!save.ours()) {
            return blocked(seen, "JobExists", "a job of the name that is needed belongs to something else: delete it");
        }
        return switch (save.stage()) {
            case DONE -> new Conclude(save.saved());
            case FAILED -> fail(save.text());
            case RUNNING -> new Wait("Running", save.text().isEmpty() ? "the snapshot is being written" : save.text());
        };
    }

    private static BackupAction fail(String text) {
        if (text.contains(FULL)) {
            return new Fail("DiskFull", "the volume is full: make it larger or delete old backups; " + text);
        }
        return text.startsWith("DeadlineExceeded")
                ? new Fail("TimedOut", "it took longer than it may; give it more time with timeout; " + text)
                : new Fail("SaveFailed", text);
    }

    private static BackupAction leave(BackupObservation seen) {
        JobView save = seen.save();
        if (save != null && save.ours() && save.stage() == JobView.Stage.RUNNING) {
            return save.leaving()
                    ? new Wait("Stopping", "waiting until the job that writes the file has stopped")
                    : new StopSave();
        }
        if (!seen.deletesFile()) {
            return new Release("the file stays: deletionPolicy is Retain");
        }
        boolean nothingWritten = seen.ended() == Ended.NOT_YET && save == null && !seen.started();
        if (nothingWritten || seen.claim() != ClaimState.PRESENT) {
            return new Release("there is no file, or its volume goes too");
        }
        return seen.delete() == null ? new StartDelete() : followDeletion(seen.delete());
    }

    private static BackupAction followDeletion(JobView delete) {
        if (!delete.ours()) {
            return new Stuck(
                    "JobExists", "a job of the name that is needed belongs to something else: delete it, please");
        }
        return switch (delete.stage()) {
            case DONE -> new Release("the file was deleted");
            case RUNNING ->
                new Wait("DeletingFile", delete.text().isEmpty() ? "the file is being deleted" : delete.text());
            case FAILED ->
                new Stuck(
                        "DeletionFailed",
                        "the file could not be deleted: " + delete.text() + "; delete that job to try again, or set"
                                + " deletionPolicy to Retain to let this resource go without its file");
        };
    }
}
