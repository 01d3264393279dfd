package dev.paxoskv.operator.backup;

import dev.paxoskv.operator.OperatorSettings;
import dev.paxoskv.operator.Refusal;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackup;
import dev.paxoskv.operator.dependent.MemberPod;
import dev.paxoskv.operator.job.Runner;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Carries out what was decided for a backup. A job that is there already is left as it is: its name says what it does. */
@Singleton
public final class BackupActor {

    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final OperatorSettings settings;

    @Inject
    public BackupActor(KubernetesClient client, OperatorSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    /** Carries out an action; says why if it was refused. */
    public Optional<String> perform(PaxosKVBackup backup, BackupLook look, BackupAction action) {
        try {
            switch (action) {
                case BackupAction.StartSave(long seconds) ->
                    create(backup, new BackupJobs(backup).save(runner(backup, look), seconds));
                case BackupAction.StartDelete _ -> create(backup, new BackupJobs(backup).delete(runner(backup, look)));
                case BackupAction.StopSave _ -> stopSave(backup);
                case BackupAction.Idle _,
                        BackupAction.Wait _,
                        BackupAction.Conclude _,
                        BackupAction.Fail _,
                        BackupAction.Stuck _,
                        BackupAction.Release _ -> {}
            }
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return e.getCode() == CONFLICT ? Optional.empty() : Optional.of(Refusal.text(e));
        }
    }

    private void create(PaxosKVBackup backup, Job job) {
        client.batch()
                .v1()
                .jobs()
                .inNamespace(backup.getMetadata().getNamespace())
                .resource(job)
                .create();
    }

    /** The pods go before the job does, so that nobody writes any more when it is gone. */
    private void stopSave(PaxosKVBackup backup) {
        List<?> _ = client.batch()
                .v1()
                .jobs()
                .inNamespace(backup.getMetadata().getNamespace())
                .withName(new BackupJobs(backup).saveName())
                .withPropagationPolicy(DeletionPropagation.FOREGROUND)
                .delete();
    }

    /** As the cluster says now, and if it is gone, as it said when the file was written. */
    Runner runner(PaxosKVBackup backup, BackupLook look) {
        return look.cluster() != null
                ? new MemberPod(look.cluster(), settings.image()).runner()
                : NotedRunner.of(backup.getStatus(), settings.image());
    }
}
