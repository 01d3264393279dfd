package dev.paxoskv.operator.plan;

import dev.paxoskv.operator.plan.Action.CreateClaim;
import dev.paxoskv.operator.plan.Action.FinishRestore;
import dev.paxoskv.operator.plan.Action.PrepareRestore;
import dev.paxoskv.operator.plan.Action.RecordRestore;
import dev.paxoskv.operator.plan.Action.StartRestore;
import dev.paxoskv.operator.plan.Action.Stop;
import dev.paxoskv.operator.plan.Action.Trouble;
import dev.paxoskv.operator.plan.Action.Wait;
import dev.paxoskv.operator.plan.Action.Why;
import dev.paxoskv.operator.plan.ClaimView.Restoration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cluster that starts from a backup: before there is a pod, the claim of ordinal 0 is made, what is restored to it is
 * recorded, and a job does it. Then the claim is marked, and the pod comes up as a cluster of one.
 *
 * <p>A backup is restored to a claim that was made for it and to no other, under the one id that was recorded, and never again
 * once the claim is marked or a member was seen. The job is made asleep and woken afterwards: a job that is made late, by an
 * operator that stood still, is never woken, since nobody who looks then wants it.
 */
final class Restoring {

    private Restoring() {}

    static Optional<Action> restore(Situation now) {
        boolean ranBefore = now.memory().clusterId() != null || now.memory().recovery() != null;
        if (!now.intent().restores() || ranBefore) {
            return Optional.empty();
        }
        return switch (now.formingRecord()) {
            case null -> Optional.of(begin(now));
            case BootstrapRecord _ -> Optional.empty();
            case RestoreRecord recorded ->
                now.set() == null && !now.isFormed() ? goOn(now, recorded) : Optional.empty();
        };
    }

    private static Action begin(Situation now) {
        Optional<Action> refusal = refusal(now);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        return now.claim(0)
                .<Action>map(claim -> claim.deleting()
                        ? new Wait(Why.RESTORING, "a claim of an earlier attempt is being deleted")
                        : new RecordRestore(claim.uid()))
                .orElseGet(() -> new CreateClaim(0));
    }

    /** Whatever may be somebody's data is left alone. */
    private static Optional<Action> refusal(Situation now) {
        if (now.intent().frozen()) {
            return Presence.frozen(now);
        }
        if (now.set() != null || !now.pods().isEmpty() || now.isFormed()) {
            return Optional.of(new Stop(
                    Trouble.RESTORE_REFUSED,
                    "pods of a cluster of this name are there, which the backup is not restored over: delete that"
                            + " cluster, or give this one another name"));
        }
        return now.claims().stream()
                .filter(claim -> claim.ordinal() != 0 || claim.restoration() != Restoration.PREPARED)
                .findFirst()
                .map(claim -> new Stop(
                        Trouble.RESTORE_REFUSED,
                        "volume " + claim.ordinal()
                                + " of an earlier cluster of this name is there, which the backup is"
                                + " not restored over: delete its claim if nobody needs the data, or give this cluster"
                                + " another name"));
    }

    /** Other claims are made only after the first member was up, so where there are any, the restore is long over. */
    private static Optional<Action> goOn(Situation now, RestoreRecord recorded) {
        if (now.topClaim() > 0) {
            return Optional.empty();
        }
        ClaimView claim = now.claim(0)
                .filter(found -> found.uid().equals(recorded.claimUid()))
                .orElse(null);
        if (claim != null && claim.restoration() == Restoration.RESTORED) {
            return Optional.empty();
        }
        if (claim == null || claim.deleting()) {
            return Optional.of(new Stop(
                    Trouble.DISK_LOST,
                    "the claim that the backup was being restored to was deleted; nothing else is lost: delete this"
                            + " resource and make it anew"));
        }
        return now.pods().isEmpty()
                ? Optional.of(
                        work(now.restoreJob(), claim, recorded, now.intent().deleteClaims()))
                : Situation.waitFor(Why.RESTORING, "waiting until pods of this name have gone");
    }

    private static Action work(@Nullable RestoreJob job, ClaimView claim, RestoreRecord recorded, boolean owned) {
        if (job == null) {
            return new PrepareRestore(recorded.clusterId());
        }
        return switch (job.stage()) {
            case PREPARED -> new StartRestore(job.version());
            case RUNNING ->
                new Wait(
                        Why.RESTORING,
                        "the backup is being restored" + (job.text().isEmpty() ? "" : ": ") + job.text());
            case FAILED ->
                new Stop(
                        Trouble.RESTORE_FAILED,
                        "the backup could not be restored: " + job.text()
                                + "; delete the restore's job to try again, or,"
                                + " if claimName or path is wrong, delete this resource and make it anew");
            case DONE -> new FinishRestore(claim.ordinal(), claim.uid(), claim.version(), recorded.clusterId(), owned);
        };
    }
}
