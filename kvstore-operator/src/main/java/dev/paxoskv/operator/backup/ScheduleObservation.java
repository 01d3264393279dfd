package dev.paxoskv.operator.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one schedule at the time of a decision.
 *
 * @param since times up to here are done with
 * @param patience how late a backup may begin; null if as late as it likes
 * @param keepCount how many backups that succeeded are kept; null if all
 * @param keepAge how old they become; null if as old as they like
 * @param keepFailed how many backups that failed are kept
 * @param backups those that the schedule made
 */
public record ScheduleObservation(
        Instant now,
        Instant since,
        boolean suspended,
        CronTimes times,
        @Nullable Duration patience,
        @Nullable Integer keepCount,
        @Nullable Duration keepAge,
        int keepFailed,
        List<BackupView> backups) {

    public ScheduleObservation {
        backups = List.copyOf(backups);
    }

    /**
     * A backup of the schedule.
     *
     * @param due the time of the schedule that it was made for
     * @param leaving it is being deleted
     */
    public record BackupView(String name, String uid, Instant due, State state, boolean leaving) {

        /** How far it is. */
        public enum State {
            ACTIVE,
            SAVED,
            FAILED
        }
    }
}
