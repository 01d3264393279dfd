package dev.paxoskv.operator.backup;

import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackup;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackupStatus;
import dev.paxoskv.operator.metrics.OperatorMetrics;
import dev.paxoskv.operator.status.Events;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One pass for a backup: look, decide, act, tell. */
@Singleton
public final class BackupPass {

    private final BackupObserver observer;
    private final BackupActor actor;
    private final Events events;
    private final OperatorMetrics metrics;
    private final Clock clock;

    @Inject
    public BackupPass(BackupObserver observer, BackupActor actor, Events events, OperatorMetrics metrics, Clock clock) {
        this.observer = observer;
        this.actor = actor;
        this.events = events;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * What a pass did.
     *
     * @param status what the status is to be
     * @param isNews it is not so yet
     */
    public record Done(BackupAction action, PaxosKVBackupStatus status, boolean isNews) {}

    /** Makes a pass. */
    public Done run(PaxosKVBackup backup) {
        BackupLook look = observer.look(backup);
        BackupAction action = BackupPlanner.decide(look.observation());
        String refused = actor.perform(backup, look, action).orElse(null);
        PaxosKVBackupStatus status =
                new BackupStatuses(backup, clock.instant()).after(look, action, actor.runner(backup, look), refused);
        boolean news = !Objects.equals(backup.getStatus(), status);
        if (news || action instanceof BackupAction.Release) {
            tell(backup, action, status, refused);
        }
        return new Done(action, status, news);
    }

    private void tell(PaxosKVBackup backup, BackupAction action, PaxosKVBackupStatus status, @Nullable String refused) {
        if (refused != null) {
            events.tell(backup, true, "ActionRefused", refused);
            return;
        }
        switch (action) {
            case BackupAction.Idle _ -> {}
            case BackupAction.Wait wait when "Running".equals(wait.reason()) -> {}
            case BackupAction.Wait wait -> events.tell(backup, true, wait.reason(), wait.text());
            case BackupAction.StartSave _ ->
                events.tell(backup, false, "Started", "the job " + status.job() + " writes " + status.file());
            case BackupAction.Conclude _ -> {
                events.tell(backup, false, "Saved", "the backup is whole: " + status.file());
                metrics.backup(true);
            }
            case BackupAction.Fail fail -> {
                events.tell(backup, true, fail.reason(), fail.text());
                metrics.backup(false);
            }
            case BackupAction.StopSave _ ->
                events.tell(backup, false, "Stopping", "the job that writes the file is stopped");
            case BackupAction.StartDelete _ ->
                events.tell(backup, false, "DeletingFile", "the file " + status.file() + " is being deleted");
            case BackupAction.Stuck stuck -> events.tell(backup, true, stuck.reason(), stuck.text());
            case BackupAction.Release release -> events.tell(backup, false, "Released", release.text());
        }
    }
}
