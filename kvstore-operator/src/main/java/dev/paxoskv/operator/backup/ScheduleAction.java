package dev.paxoskv.operator.backup;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The one thing to do for a schedule in a pass. */
public sealed interface ScheduleAction {

    /** Nothing is due before the next time; null if there is none any more. */
    record Wait(@Nullable Instant next) implements ScheduleAction {}

    /** Makes the backup of a time. */
    record Start(Instant due) implements ScheduleAction {}

    /** Leaves the backup of a time out. */
    record Skip(Instant due, String text) implements ScheduleAction {}

    /** Deletes a backup; whether its file goes is the backup's own affair. */
    record Delete(String name, String uid, String text) implements ScheduleAction {}
}
