package dev.paxoskv.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When a schedule is looked at again. */
class BackupScheduleIntervalTest {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Test
    void justAfterTheNextTime() {
        assertThat(next(Duration.ofSeconds(10))).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(11));
    }

    @Test
    void notLaterThanTheClockIsLookedAt() {
        assertThat(next(Duration.ofHours(5))).isBetween(LONGEST, LONGEST.plusSeconds(1));
        assertThat(PaxosKVBackupScheduleReconciler.next(null, LONGEST)).isBetween(LONGEST, LONGEST.plusSeconds(1));
    }

    /** A timer refuses a negative delay, and the schedule would never be looked at again. */
    @Test
    void atOnceIfTheTimeHasComeMeanwhile() {
        assertThat(next(Duration.ofMinutes(-1))).isPositive().isLessThan(Duration.ofSeconds(1));
        assertThat(next(Duration.ZERO)).isPositive().isLessThan(Duration.ofSeconds(1));
    }

    private static Duration next(Duration idle) {
        return PaxosKVBackupScheduleReconciler.next(idle, LONGEST);
    }
}
