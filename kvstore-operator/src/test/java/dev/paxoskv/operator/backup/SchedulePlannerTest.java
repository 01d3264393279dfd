package dev.paxoskv.operator.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.paxoskv.operator.backup.ScheduleAction.Delete;
import dev.paxoskv.operator.backup.ScheduleAction.Skip;
import dev.paxoskv.operator.backup.ScheduleAction.Start;
import dev.paxoskv.operator.backup.ScheduleAction.Wait;
import dev.paxoskv.operator.backup.ScheduleObservation.BackupView;
import dev.paxoskv.operator.backup.ScheduleObservation.BackupView.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When backups are made, what is made up for, what is kept. */
class SchedulePlannerTest {

    private static final Instant MIDNIGHT = Instant.parse("2026-03-10T00:00:00Z");

    private static CronTimes nightly() {
        return times("0 2 * * *", "UTC");
    }

    private static CronTimes times(String cron, @Nullable String zone) {
        try {
            return CronTimes.parse(cron, zone);
        } catch (CronTimes.BadSchedule e) {
            throw new AssertionError(e);
        }
    }

    private static Instant at(int day, int hour) {
        return MIDNIGHT.plus(Duration.ofDays(day)).plus(Duration.ofHours(hour));
    }

    private static BackupView backup(int day, State state) {
        return new BackupView("b-" + day, "uid-" + day, at(day, 2), state, false);
    }

    private static ScheduleObservation seen(Instant now, Instant since, List<BackupView> backups) {
        return new ScheduleObservation(now, since, false, nightly(), null, null, null, 3, backups);
    }

    @Test
    void aBackupIsMadeWhenItIsDueAndOnce() {
        assertThat(SchedulePlanner.decide(seen(at(0, 1), at(-1, 2), List.of()))).isEqualTo(new Wait(at(0, 2)));
        assertThat(SchedulePlanner.decide(seen(at(0, 2), at(-1, 2), List.of()))).isEqualTo(new Start(at(0, 2)));
        assertThat(SchedulePlanner.decide(seen(at(0, 2), at(0, 2), List.of()))).isEqualTo(new Wait(at(1, 2)));
    }

    @Test
    void ofMissedTimesTheLatestAloneIsMadeUpFor() {
        assertThat(SchedulePlanner.decide(seen(at(9, 5), at(0, 2), List.of()))).isEqualTo(new Start(at(9, 2)));
    }

    @Test
    void anotherBackupIsWaitedFor() {
        List<BackupView> active = List.of(backup(0, State.ACTIVE));
        assertThat(SchedulePlanner.decide(seen(at(1, 3), at(0, 2), active))).isEqualTo(new Wait(at(2, 2)));
        List<BackupView> ended = List.of(backup(0, State.SAVED));
        assertThat(SchedulePlanner.decide(seen(at(1, 3), at(0, 2), ended))).isEqualTo(new Start(at(1, 2)));
    }

    @Test
    void whatIsSuspendedOrTooLateIsLeftOut() {
        ScheduleObservation suspended =
                new ScheduleObservation(at(1, 3), at(0, 2), true, nightly(), null, null, null, 3, List.of());
        assertThat(SchedulePlanner.decide(suspended)).isInstanceOf(Skip.class);
        ScheduleObservation late = new ScheduleObservation(
                at(1, 5), at(0, 2), false, nightly(), Duration.ofHours(2), null, null, 3, List.of());
        assertThat(SchedulePlanner.decide(late))
                .isInstanceOfSatisfying(
                        Skip.class, skip -> assertThat(skip.due()).isEqualTo(at(1, 2)));
    }

    @Test
    void theNewestThatSucceededIsNeverDeleted() {
        List<BackupView> left = new ArrayList<>(IntStream.range(0, 6)
                .mapToObj(day -> backup(day, day % 2 == 0 ? State.SAVED : State.FAILED))
                .toList());
        List<String> deleted = new ArrayList<>();
        while (SchedulePlanner.decide(new ScheduleObservation(
                        at(100, 0), at(100, 0), false, nightly(), null, 2, Duration.ofDays(1), 1, left))
                instanceof Delete delete) {
            deleted.add(delete.name());
            boolean _ = left.removeIf(backup -> backup.name().equals(delete.name()));
        }
        assertThat(deleted).containsExactlyInAnyOrder("b-0", "b-2", "b-1", "b-3");
        assertThat(left).extracting(BackupView::name).containsExactly("b-4", "b-5");
    }

    @Test
    void retentionCountsWhatSucceededOnly() {
        List<BackupView> backups = List.of(
                backup(0, State.SAVED), backup(1, State.FAILED), backup(2, State.FAILED), backup(3, State.SAVED));
        ScheduleObservation two =
                new ScheduleObservation(at(4, 0), at(4, 0), false, nightly(), null, 2, null, 3, backups);
        assertThat(SchedulePlanner.decide(two)).isInstanceOf(Wait.class);
    }

    @ParameterizedTest
    @CsvSource({
        // In the night of the 29th that hour is left out.
        "30 2 * * *, Europe/Berlin, 2026-03-27T02:00:00Z, 2026-03-28T01:30:00Z, 2026-03-30T00:30:00Z",
        "30 4 * * *, Europe/Berlin, 2026-10-24T04:00:00Z, 2026-10-25T03:30:00Z, 2026-10-26T03:30:00Z",
        "0 2 * * *, America/New_York, 2026-06-01T00:00:00Z, 2026-06-01T06:00:00Z, 2026-06-02T06:00:00Z",
        "0 0 * * 0, UTC, 2026-06-01T00:00:00Z, 2026-06-07T00:00:00Z, 2026-06-14T00:00:00Z",
        "*/15 8-9 1 JAN MON, UTC, 2026-12-31T00:00:00Z, 2027-01-01T08:00:00Z, 2027-01-01T08:15:00Z"
    })
    void timesFollowTheZone(String cron, String zone, Instant from, Instant first, Instant second) {
        CronTimes times = times(cron, zone);
        assertThat(times.after(from)).contains(first);
        assertThat(times.after(first)).contains(second);
        assertThat(times.latest(first)).contains(first);
        assertThat(times.latest(second.minusSeconds(1))).contains(first);
    }

    @ParameterizedTest
    @CsvSource({
        "0 25 * * *, UTC, cannot be read",
        "0 2 * * *, Mars/Base, IANA name",
        "nightly at two, UTC, cannot be read"
    })
    void whatCannotBeReadIsRefusedWithAReason(String cron, String zone, String message) {
        assertThatThrownBy(() -> CronTimes.parse(cron, zone))
                .isInstanceOf(CronTimes.BadSchedule.class)
                .hasMessageContaining(message);
    }
}
