package dev.paxoskv.operator.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.operator.backup.BackupAction.Conclude;
import dev.paxoskv.operator.backup.BackupAction.Fail;
import dev.paxoskv.operator.backup.BackupAction.Idle;
import dev.paxoskv.operator.backup.BackupAction.Release;
import dev.paxoskv.operator.backup.BackupAction.StartDelete;
import dev.paxoskv.operator.backup.BackupAction.StartSave;
import dev.paxoskv.operator.backup.BackupAction.StopSave;
import dev.paxoskv.operator.backup.BackupAction.Stuck;
import dev.paxoskv.operator.backup.BackupAction.Wait;
import dev.paxoskv.operator.backup.BackupObservation.ClaimState;
import dev.paxoskv.operator.backup.BackupObservation.ClusterState;
import dev.paxoskv.operator.backup.BackupObservation.Ended;
import dev.paxoskv.operator.backup.BackupObservation.JobView;
import dev.paxoskv.operator.backup.BackupObservation.JobView.Stage;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each decision on a backup, and over all observations what must never be decided. */
class BackupPlannerTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final SavedFile SAVED = new SavedFile("a", "1", "2", 3, "b");

    private static BackupObservation young(ClusterState cluster, ClaimState claim, @Nullable JobView save) {
        return new BackupObservation(
                NOW, NOW.plusSeconds(600), Ended.NOT_YET, false, false, save != null, cluster, claim, save, null);
    }

    private static BackupObservation late(BackupObservation seen) {
        return new BackupObservation(
                seen.deadline().plusSeconds(1),
                seen.deadline(),
                seen.ended(),
                seen.leaving(),
                seen.deletesFile(),
                seen.started(),
                seen.cluster(),
                seen.claim(),
                seen.save(),
                seen.delete());
    }

    private static BackupObservation leaving(
            Ended ended, ClaimState claim, @Nullable JobView save, @Nullable JobView delete) {
        return new BackupObservation(NOW, NOW, ended, true, true, true, ClusterState.MISSING, claim, save, delete);
    }

    private static JobView job(Stage stage, String text) {
        return new JobView(stage, true, false, text, stage == Stage.DONE ? SAVED : null);
    }

    static Stream<Arguments> begun() {
        return Stream.of(
                Arguments.of(ClusterState.MISSING, ClaimState.PRESENT, "ClusterMissing"),
                Arguments.of(ClusterState.NOT_AVAILABLE, ClaimState.PRESENT, "ClusterNotAvailable"),
                Arguments.of(ClusterState.AVAILABLE, ClaimState.MISSING, "ClaimMissing"),
                Arguments.of(ClusterState.AVAILABLE, ClaimState.DELETING, "ClaimMissing"));
    }

    @ParameterizedTest
    @MethodSource("begun")
    void whatIsMissingIsWaitedForWhileThereIsTime(ClusterState cluster, ClaimState claim, String reason) {
        BackupObservation seen = young(cluster, claim, null);
        assertThat(BackupPlanner.decide(seen))
                .isInstanceOfSatisfying(
                        Wait.class, wait -> assertThat(wait.reason()).isEqualTo(reason));
        assertThat(BackupPlanner.decide(late(seen)))
                .isInstanceOfSatisfying(
                        Fail.class, fail -> assertThat(fail.reason()).isEqualTo(reason));
    }

    @Test
    void aJobIsGivenTheTimeThatIsLeft() {
        BackupObservation seen = young(ClusterState.AVAILABLE, ClaimState.PRESENT, null);
        assertThat(BackupPlanner.decide(seen)).isEqualTo(new StartSave(600));
        assertThat(BackupPlanner.decide(late(seen))).isInstanceOf(Fail.class);
    }

    @Test
    void theEndOfTheJobIsTheEndOfTheBackup() {
        assertThat(decide(job(Stage.DONE, ""))).isEqualTo(new Conclude(SAVED));
        assertThat(decide(job(Stage.RUNNING, "no node fits"))).isEqualTo(new Wait("Running", "no node fits"));
        assertThat(decide(job(Stage.FAILED, "BackoffLimitExceeded: no endpoint")))
                .isEqualTo(new Fail("SaveFailed", "BackoffLimitExceeded: no endpoint"));
        assertThat(decide(job(Stage.FAILED, "x: No space left on device")))
                .isInstanceOfSatisfying(
                        Fail.class, fail -> assertThat(fail.reason()).isEqualTo("DiskFull"));
        assertThat(decide(job(Stage.FAILED, "DeadlineExceeded")))
                .isInstanceOfSatisfying(
                        Fail.class, fail -> assertThat(fail.reason()).isEqualTo("TimedOut"));
    }

    private static BackupAction decide(JobView save) {
        return BackupPlanner.decide(young(ClusterState.MISSING, ClaimState.PRESENT, save));
    }

    @Test
    void aJobOfTheNameThatIsAnothersIsNotFollowed() {
        JobView foreign = new JobView(Stage.DONE, false, false, "", SAVED);
        assertThat(decide(foreign)).isInstanceOf(Wait.class);
    }

    @Test
    void aFileIsDeletedAfterItsWriterHasStopped() {
        JobView running = job(Stage.RUNNING, "");
        JobView stopping = new JobView(Stage.RUNNING, true, true, "", null);
        assertThat(BackupPlanner.decide(leaving(Ended.NOT_YET, ClaimState.PRESENT, running, null)))
                .isEqualTo(new StopSave());
        assertThat(BackupPlanner.decide(leaving(Ended.NOT_YET, ClaimState.PRESENT, stopping, null)))
                .isInstanceOf(Wait.class);
        assertThat(BackupPlanner.decide(leaving(Ended.SAVED, ClaimState.PRESENT, null, null)))
                .isEqualTo(new StartDelete());
        assertThat(BackupPlanner.decide(leaving(Ended.SAVED, ClaimState.PRESENT, null, job(Stage.DONE, ""))))
                .isInstanceOf(Release.class);
        assertThat(BackupPlanner.decide(leaving(Ended.SAVED, ClaimState.PRESENT, null, job(Stage.FAILED, "why"))))
                .isInstanceOfSatisfying(
                        Stuck.class, stuck -> assertThat(stuck.text()).contains("why", "Retain"));
        assertThat(BackupPlanner.decide(leaving(Ended.SAVED, ClaimState.DELETING, null, null)))
                .isInstanceOf(Release.class);
    }

    /** Over every combination: an ended backup writes nothing, and a file goes only with its resource and if it says so. */
    @Test
    void nothingIsWrittenOrDeletedOutOfTurn() {
        int[] looked = {0};
        for (Ended ended : Ended.values()) {
            for (ClusterState cluster : ClusterState.values()) {
                for (ClaimState claim : ClaimState.values()) {
                    jobs().forEach(save -> jobs().forEach(delete -> {
                        for (int flags = 0; flags < 8; flags++) {
                            check(new BackupObservation(
                                    NOW,
                                    NOW.plusSeconds(1),
                                    ended,
                                    (flags & 1) != 0,
                                    (flags & 2) != 0,
                                    (flags & 4) != 0,
                                    cluster,
                                    claim,
                                    save.job(),
                                    delete.job()));
                            looked[0]++;
                        }
                    }));
                }
            }
        }
        assertThat(looked[0]).isEqualTo(3 * 3 * 3 * 5 * 5 * 8);
    }

    private record Maybe(@Nullable JobView job) {}

    private static Stream<Maybe> jobs() {
        return Stream.of(
                new Maybe(null),
                new Maybe(job(Stage.RUNNING, "")),
                new Maybe(job(Stage.DONE, "")),
                new Maybe(job(Stage.FAILED, "")),
                new Maybe(new JobView(Stage.RUNNING, false, false, "", null)));
    }

    private static void check(BackupObservation seen) {
        BackupAction action = BackupPlanner.decide(seen);
        boolean running =
                seen.save() != null && seen.save().ours() && seen.save().stage() == Stage.RUNNING;
        switch (action) {
            case StartSave _ ->
                assertThat(!seen.leaving() && seen.ended() == Ended.NOT_YET && seen.save() == null)
                        .isTrue();
            case StartDelete _ ->
                assertThat(seen.leaving() && seen.deletesFile() && !running).isTrue();
            case Release _, Stuck _, StopSave _ -> assertThat(seen.leaving()).isTrue();
            case Idle _ -> assertThat(seen.ended()).isNotEqualTo(Ended.NOT_YET);
            case Conclude _, Fail _ ->
                assertThat(!seen.leaving() && seen.ended() == Ended.NOT_YET).isTrue();
            case Wait wait -> assertThat(wait.text()).isNotBlank();
        }
    }
}
