package dev.paxoskv.operator;

import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackup;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackupStatus;
import dev.paxoskv.operator.backup.BackupAction;
import dev.paxoskv.operator.backup.BackupPass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;

/**
 * Makes one backup, once; and when its resource is deleted, deletes the file if the resource says so. The finalizer holds the
 * resource until then. Where nothing is to be deleted it goes at once.
 */
@ControllerConfiguration(
        name = PaxosKVBackupReconciler.NAME,
        fieldManager = Names.MANAGER,
        finalizerName = "paxoskv.dev/backup-file",
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 5, timeUnit = TimeUnit.MINUTES))
public class PaxosKVBackupReconciler implements Reconciler<PaxosKVBackup>, Cleaner<PaxosKVBackup> {

    /** The name of the controller. */
    public static final String NAME = "paxoskvbackup";

    private final OperatorSettings settings;
    private final KubernetesClient client;
    private final BackupPass pass;

    @Inject
    PaxosKVBackupReconciler(OperatorSettings settings, KubernetesClient client, BackupPass pass) {
        this.settings = settings;
        this.client = client;
        this.pass = pass;
    }

    @Override
    public UpdateControl<PaxosKVBackup> reconcile(PaxosKVBackup backup, Context<PaxosKVBackup> context) {
        BackupPass.Done done = pass.run(backup);
        UpdateControl<PaxosKVBackup> control =
                done.isNews() ? UpdateControl.patchStatus(withStatus(backup, done.status())) : UpdateControl.noUpdate();
        return isEnded(done.action()) ? control : control.rescheduleAfter(settings.busyInterval());
    }

    private static boolean isEnded(BackupAction action) {
        return action instanceof BackupAction.Idle
                || action instanceof BackupAction.Conclude
                || action instanceof BackupAction.Fail;
    }

    @Override
    public DeleteControl cleanup(PaxosKVBackup backup, Context<PaxosKVBackup> context) {
        BackupPass.Done done = pass.run(backup);
        if (done.action() instanceof BackupAction.Release) {
            return DeleteControl.defaultDelete();
        }
        if (done.isNews()) {
            PaxosKVBackup _ = client.resource(withStatus(backup, done.status()))
                    .subresource("status")
                    .patch(new PatchContext.Builder()
                            .withPatchType(PatchType.SERVER_SIDE_APPLY)
                            .withFieldManager(Names.MANAGER)
                            .withForce(true)
                            .build());
        }
        return DeleteControl.noFinalizerRemoval().rescheduleAfter(settings.busyInterval());
    }

    /** A resource with nothing but the status, which is all that is applied. */
    private static PaxosKVBackup withStatus(PaxosKVBackup backup, PaxosKVBackupStatus status) {
        PaxosKVBackup patch = new PaxosKVBackup();
        patch.getMetadata().setName(backup.getMetadata().getName());
        patch.getMetadata().setNamespace(backup.getMetadata().getNamespace());
        patch.setStatus(status);
        return patch;
    }
}
