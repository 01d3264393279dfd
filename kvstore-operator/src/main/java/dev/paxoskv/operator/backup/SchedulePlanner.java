package dev.paxoskv.operator.backup;

import dev.paxoskv.operator.backup.ScheduleAction.Delete;
import dev.paxoskv.operator.backup.ScheduleAction.Skip;
import dev.paxoskv.operator.backup.ScheduleAction.Start;
import dev.paxoskv.operator.backup.ScheduleAction.Wait;
import dev.paxoskv.operator.backup.ScheduleObservation.BackupView;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Decides what is done next for a schedule: a backup that is due, then one that is to go.
 *
 * <p>Of times that were missed only the latest is made up for. No backup begins while another of the schedule is active. The
 * newest backup that succeeded is never deleted, however old it is.
 */
public final class SchedulePlanner {

    private SchedulePlanner() {}

    /** What to do next. */
    public static ScheduleAction decide(ScheduleObservation seen) {
        return due(seen)
                .or(() -> superfluous(seen))
                .orElseGet(() -> new Wait(seen.times().after(seen.now()).orElse(null)));
    }

    private static Optional<ScheduleAction> due(ScheduleObservation seen) {
        Instant due = seen.times().latest(seen.now()).orElse(Instant.MIN);
        if (!due.isAfter(seen.since())) {
            return Optional.empty();
        }
        if (seen.suspended()) {
            return Optional.of(new Skip(due, "the schedule is suspended"));
        }
        if (seen.patience() != null && due.plus(seen.patience()).isBefore(seen.now())) {
            return Optional.of(new Skip(due, "it could not begin within startingDeadline"));
        }
        boolean busy = inState(seen, BackupView.State.ACTIVE).findAny().isPresent();
        return busy ? Optional.empty() : Optional.of(new Start(due));
    }

    private static Stream<BackupView> inState(ScheduleObservation seen, BackupView.State state) {
        return seen.backups().stream()
                .filter(backup -> backup.state() == state && !backup.leaving())
                .sorted(Comparator.comparing(BackupView::due).reversed());
    }

    private static Optional<ScheduleAction> superfluous(ScheduleObservation seen) {
        List<BackupView> saved = inState(seen, BackupView.State.SAVED).toList();
        Stream<ScheduleAction> old = IntStream.range(1, saved.size())
                .filter(index -> isTooOld(seen, index, saved.get(index)))
                .mapToObj(saved::get)
                .map(backup -> new Delete(backup.name(), backup.uid(), "newer ones are kept in its place"));
        Stream<ScheduleAction> failed = inState(seen, BackupView.State.FAILED)
                .skip(seen.keepFailed())
                .map(backup -> new Delete(backup.name(), backup.uid(), "it failed, and later ones did too"));
        return Stream.concat(old, failed).findFirst();
    }

    private static boolean isTooOld(ScheduleObservation seen, int index, BackupView backup) {
        boolean tooMany = seen.keepCount() != null && index >= seen.keepCount();
        boolean tooOld =
                seen.keepAge() != null && backup.due().plus(seen.keepAge()).isBefore(seen.now());
        return tooMany || tooOld;
    }
}
