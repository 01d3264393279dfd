package dev.paxoskv.operator.backup;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.Refusal;
import dev.paxoskv.operator.api.v1alpha1.BackupRetentionSpec;
import dev.paxoskv.operator.api.v1alpha1.Durations;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackup;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackupSchedule;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackupScheduleSpec;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackupScheduleStatus;
import dev.paxoskv.operator.backup.ScheduleObservation.BackupView;
import dev.paxoskv.operator.metrics.OperatorMetrics;
import dev.paxoskv.operator.status.Events;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One pass for a schedule: decide on what is remembered of its backups; if that leads to a change, look again and decide anew;
 * act, and tell. The name of a backup follows from its time, so it is made once whoever makes it.
 */
@Singleton
public final class SchedulePass {

    /** On a backup: the schedule that made it. */
    public static final String SCHEDULE = "paxoskv.dev/backup-schedule";

    /** On a backup: the time of the schedule that it was made for. */
    public static final String DUE = "paxoskv.dev/backup-due";

    private static final int FAILED_KEPT = 3;
    private static final int CONFLICT = 409;
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmm").withZone(ZoneOffset.UTC);

    private final KubernetesClient client;
    private final Events events;
    private final OperatorMetrics metrics;
    private final Clock clock;

    @Inject
    public SchedulePass(KubernetesClient client, Events events, OperatorMetrics metrics, Clock clock) {
        this.client = client;
        this.events = events;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * What a pass did.
     *
     * @param status what the status is to be
     * @param isNews it is not so yet
     * @param changed something was made or deleted, so that there may be more to do
     * @param idle how long nothing is due; null if it is not known
     */
    public record Done(
            PaxosKVBackupScheduleStatus status,
            boolean isNews,
            boolean changed,
            @Nullable Duration idle) {}

    /**
     * Makes a pass.
     *
     * @param remembered the schedule's backups, as the informer knows them
     */
    public Done run(PaxosKVBackupSchedule schedule, List<PaxosKVBackup> remembered) {
        CronTimes times;
        try {
            times = CronTimes.parse(
                    schedule.getSpec().schedule(), schedule.getSpec().timeZone());
        } catch (CronTimes.BadSchedule e) {
            String text = String.valueOf(e.getMessage());
            return end(schedule, new ScheduleStatuses(schedule, remembered, clock.instant()).unreadable(text), null);
        }
        List<PaxosKVBackup> backups = remembered;
        ScheduleAction action = decide(schedule, times, backups);
        if (!(action instanceof ScheduleAction.Wait)) {
            backups = live(schedule);
            action = decide(schedule, times, backups);
        }
        String refused = perform(schedule, action).orElse(null);
        PaxosKVBackupScheduleStatus status = new ScheduleStatuses(schedule, backups, clock.instant())
                .after(action, times.after(clock.instant()).orElse(null), refused);
        return end(schedule, status, refused == null ? action : null);
    }

    private Done end(
            PaxosKVBackupSchedule schedule, PaxosKVBackupScheduleStatus status, @Nullable ScheduleAction action) {
        metrics.schedule(ResourceID.fromResource(schedule), status.lastSuccessfulTime());
        boolean changed = action != null && !(action instanceof ScheduleAction.Wait);
        Duration idle = action instanceof ScheduleAction.Wait(Instant next) && next != null
                ? Duration.between(clock.instant(), next)
                : null;
        return new Done(status, !Objects.equals(schedule.getStatus(), status), changed, idle);
    }

    private List<PaxosKVBackup> live(PaxosKVBackupSchedule schedule) {
        return client.resources(PaxosKVBackup.class)
                .inNamespace(schedule.getMetadata().getNamespace())
                .withLabel(SCHEDULE, schedule.getMetadata().getName())
                .list()
                .getItems();
    }

    private ScheduleAction decide(PaxosKVBackupSchedule schedule, CronTimes times, List<PaxosKVBackup> backups) {
        PaxosKVBackupScheduleSpec spec = schedule.getSpec();
        BackupRetentionSpec retention = spec.retention();
        String age = retention == null ? null : retention.age();
        return SchedulePlanner.decide(new ScheduleObservation(
                clock.instant(),
                since(schedule, backups),
                Boolean.TRUE.equals(spec.suspend()),
                times,
                spec.startingDeadline() == null ? null : Durations.parse(spec.startingDeadline()),
                retention == null ? null : retention.count(),
                age == null ? null : Durations.parse(age),
                Objects.requireNonNullElse(spec.failedHistory(), FAILED_KEPT),
                backups.stream().map(SchedulePass::view).toList()));
    }

    /** From the status and from the backups: either may be lost or behind. */
    private static Instant since(PaxosKVBackupSchedule schedule, List<PaxosKVBackup> backups) {
        PaxosKVBackupScheduleStatus status = schedule.getStatus();
        String last = status == null ? null : status.lastScheduleTime();
        Instant begin = Instant.parse(last == null ? schedule.getMetadata().getCreationTimestamp() : last);
        return backups.stream()
                .map(SchedulePass::due)
                .filter(due -> due.isAfter(begin))
                .max(Instant::compareTo)
                .orElse(begin);
    }

    static BackupView view(PaxosKVBackup backup) {
        BackupView.State state = switch (BackupObserver.ended(backup.getStatus())) {
            case NOT_YET -> BackupView.State.ACTIVE;
            case SAVED -> BackupView.State.SAVED;
            case FAILED -> BackupView.State.FAILED;
        };
        return new BackupView(
                backup.getMetadata().getName(),
                backup.getMetadata().getUid(),
                due(backup),
                state,
                backup.getMetadata().getDeletionTimestamp() != null);
    }

    private static Instant due(PaxosKVBackup backup) {
        Map<String, String> annotations =
                Objects.requireNonNullElse(backup.getMetadata().getAnnotations(), Map.of());
        return Instant.parse(annotations.getOrDefault(DUE, backup.getMetadata().getCreationTimestamp()));
    }

    private Optional<String> perform(PaxosKVBackupSchedule schedule, ScheduleAction action) {
        try {
            switch (action) {
                case ScheduleAction.Wait _ -> {}
                case ScheduleAction.Start(Instant due) -> start(schedule, due);
                case ScheduleAction.Skip(Instant due, String text) ->
                    events.tell(schedule, false, "Skipped", "the backup of " + due + " is left out: " + text);
                case ScheduleAction.Delete delete -> delete(schedule, delete);
            }
            return Optional.empty();
        } catch (KubernetesClientException e) {
            events.tell(schedule, true, "ActionRefused", Refusal.text(e));
            return Optional.of(Refusal.text(e));
        }
    }

    private void start(PaxosKVBackupSchedule schedule, Instant due) {
        String name = schedule.getMetadata().getName();
        PaxosKVBackup backup = new PaxosKVBackup();
        backup.setMetadata(new ObjectMetaBuilder()
                .withName(name + "-" + NAME.format(due))
                .withNamespace(schedule.getMetadata().getNamespace())
                .addToLabels(SCHEDULE, name)
                .addToLabels("app.kubernetes.io/managed-by", Names.MANAGER)
                .addToAnnotations(DUE, due.toString())
                .build());
        backup.setSpec(schedule.getSpec().template());
        try {
            PaxosKVBackup _ = client.resource(backup).create();
            events.tell(
                    schedule,
                    false,
                    "Started",
                    "the backup " + backup.getMetadata().getName() + " is made");
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                throw e;
            }
        }
    }

    /** Its version is not asked for: what makes it superfluous does not change any more. */
    private void delete(PaxosKVBackupSchedule schedule, ScheduleAction.Delete delete) {
        PaxosKVBackup found = client.resources(PaxosKVBackup.class)
                .inNamespace(schedule.getMetadata().getNamespace())
                .withName(delete.name())
                .get();
        if (found != null && found.getMetadata().getUid().equals(delete.uid())) {
            List<?> _ = client.resource(found).delete();
            events.tell(schedule, false, "Deleted", "the backup " + delete.name() + " is deleted: " + delete.text());
        }
    }
}
