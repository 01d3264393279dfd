package dev.paxoskv.operator;

import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackup;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackupSchedule;
import dev.paxoskv.operator.backup.SchedulePass;
import dev.paxoskv.operator.metrics.OperatorMetrics;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes backups at their times and deletes those that need not be kept. The backups do not belong to the schedule: they stay
 * when it is deleted, and a schedule of the same name goes on with them.
 */
@ControllerConfiguration(
        name = OperatorMetrics.SCHEDULES,
        fieldManager = Names.MANAGER,
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 60, timeUnit = TimeUnit.SECONDS))
public class PaxosKVBackupScheduleReconciler implements Reconciler<PaxosKVBackupSchedule> {

    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final OperatorSettings settings;
    private final SchedulePass pass;

    @Inject
    PaxosKVBackupScheduleReconciler(OperatorSettings settings, SchedulePass pass) {
        this.settings = settings;
        this.pass = pass;
    }

    @Override
    public List<EventSource<?, PaxosKVBackupSchedule>> prepareEventSources(
            EventSourceContext<PaxosKVBackupSchedule> context) {
        return List.of(new InformerEventSource<>(
                InformerEventSourceConfiguration.from(PaxosKVBackup.class, PaxosKVBackupSchedule.class)
                        .withLabelSelector(SchedulePass.SCHEDULE)
                        .withSecondaryToPrimaryMapper(PaxosKVBackupScheduleReconciler::scheduleOf)
                        .withNamespacesInheritedFromController()
                        .build(),
                context));
    }

    private static Set<ResourceID> scheduleOf(PaxosKVBackup backup) {
        String name = backup.getMetadata().getLabels().get(SchedulePass.SCHEDULE);
        return Set.of(new ResourceID(name, backup.getMetadata().getNamespace()));
    }

    @Override
    public UpdateControl<PaxosKVBackupSchedule> reconcile(
            PaxosKVBackupSchedule schedule, Context<PaxosKVBackupSchedule> context) {
        SchedulePass.Done done = pass.run(schedule, List.copyOf(context.getSecondaryResources(PaxosKVBackup.class)));
        UpdateControl<PaxosKVBackupSchedule> control =
                done.isNews() ? UpdateControl.patchStatus(withStatus(schedule, done)) : UpdateControl.noUpdate();
        return control.rescheduleAfter(
                done.changed() ? settings.afterChange() : next(done.idle(), settings.quietInterval()));
    }

    /**
     * Not later than the next time, which is looked at again from time to time: clocks are set. It may have come meanwhile,
     * and a pass after less than no time would be none at all.
     */
    static Duration next(@Nullable Duration idle, Duration longest) {
        Duration wait = idle == null || idle.compareTo(longest) > 0 ? longest : idle;
        return wait.isNegative() ? AT_ONCE : wait.plus(AT_ONCE);
    }

    /** A resource with nothing but the status, which is all that is applied. */
    private static PaxosKVBackupSchedule withStatus(PaxosKVBackupSchedule schedule, SchedulePass.Done done) {
        PaxosKVBackupSchedule patch = new PaxosKVBackupSchedule();
        patch.getMetadata().setName(schedule.getMetadata().getName());
        patch.getMetadata().setNamespace(schedule.getMetadata().getNamespace());
        patch.setStatus(done.status());
        return patch;
    }
}
