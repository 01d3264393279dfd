package dev.paxoskv.operator.plan;

import dev.paxoskv.operator.plan.Action.CreateSet;
import dev.paxoskv.operator.plan.Action.DeleteClaim;
import dev.paxoskv.operator.plan.Action.FinishRecovery;
import dev.paxoskv.operator.plan.Action.RecordRecovery;
import dev.paxoskv.operator.plan.Action.RestartPod;
import dev.paxoskv.operator.plan.Action.RunRecovery;
import dev.paxoskv.operator.plan.Action.SetReplicas;
import dev.paxoskv.operator.plan.Action.Stop;
import dev.paxoskv.operator.plan.Action.Trouble;
import dev.paxoskv.operator.plan.Action.Wait;
import dev.paxoskv.operator.plan.Action.Why;
import dev.paxoskv.operator.plan.Memory.RecoveryMemory;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Rules on whether there is a cluster at all: what comes before any thought of its members. */
final class Presence {

    private Presence() {}

    static Optional<Action> paused(Situation now) {
        return now.intent().paused()
                ? Situation.waitFor(Why.PAUSED, "the annotation paxoskv.dev/paused is set")
                : Optional.empty();
    }

    /**
     * Goes on from one survivor: record it, stop every member, change the survivor's disk, and delete the other disks before
     * any member starts again, so that the old majority cannot come back and serve beside the new cluster.
     */
    static Optional<Action> recovery(Situation now) {
        RecoveryMemory begun = now.memory().recovery();
        if (begun != null && begun.stage() != Memory.Stage.DONE) {
            return Optional.of(continueRecovery(now, begun));
        }
        Intent.Recovery asked = now.intent().recovery();
        if (asked == null
                || now.hasMembership()
                || !asked.acknowledged().equals(now.memory().clusterId())) {
            return Optional.empty();
        }
        if (now.claim(asked.survivor()).filter(claim -> !claim.deleting()).isEmpty()) {
            return Optional.of(new Stop(
                    Trouble.RECOVERY_REFUSED, "the survivor that spec.recovery names has no volume; name another one"));
        }
        return Optional.of(new RecordRecovery(asked.survivor(), asked.acknowledged()));
    }

    private static Action continueRecovery(Situation now, RecoveryMemory recovery) {
        SetView set = now.set();
        if (set != null && set.replicas() > 0) {
            return new SetReplicas(0, set.version());
        }
        if (!now.pods().isEmpty()) {
            return new Wait(Why.RECOVERING, "waiting until every member has stopped");
        }
        return switch (recovery.stage()) {
            case RECORDED -> new RunRecovery(recovery.survivor(), recovery.oldClusterId(), recovery.newClusterId());
            case RUNNING -> new Wait(Why.RECOVERING, "the survivor's volume is being made the new cluster's");
            case FAILED ->
                new Stop(
                        Trouble.RECOVERY_REFUSED,
                        "the survivor's volume could not be made the new cluster's: read the log of the recovery's job;"
                                + " delete the job to try again");
            case RECOVERED, DONE -> wipeOldDisks(now, recovery);
        };
    }

    private static Action wipeOldDisks(Situation now, RecoveryMemory recovery) {
        Optional<ClaimView> old = now.claims().stream()
                .filter(claim -> claim.ordinal() != recovery.survivor())
                .findFirst();
        if (old.isEmpty()) {
            return new FinishRecovery(recovery.newClusterId());
        }
        ClaimView claim = old.get();
        return claim.deleting()
                ? new Wait(Why.RECOVERING, "a volume of the old cluster is being deleted")
                : new DeleteClaim(
                        claim.ordinal(), claim.uid(), claim.version(), "it belongs to the cluster before its recovery");
    }

    static Optional<Action> hibernation(Situation now) {
        if (!now.intent().hibernate()) {
            return Optional.empty();
        }
        SetView set = now.set();
        if (set == null && !now.pods().isEmpty()) {
            return Optional.of(new CreateSet(0));
        }
        if (set != null && set.replicas() > 0) {
            return Optional.of(
                    now.pods().stream().anyMatch(now::isDoomed)
                            ? rescueBeforeTheStop(now)
                            : new SetReplicas(0, set.version()));
        }
        return Situation.waitFor(Why.HIBERNATING, "spec.hibernate is true");
    }

    /** Where the pods stop, the volumes go whose claims were deleted. */
    private static Action rescueBeforeTheStop(Situation now) {
        return Optional.of(now)
                .filter(Situation::hasMembership)
                .flatMap(Repair::rescue)
                .orElse(new Wait(
                        Why.UNSAFE,
                        "the members are not stopped, since a claim was deleted whose volume stays only as long as its pod"
                                + " runs, and the others are no majority without it"));
    }

    static Optional<Action> splitBrain(Situation now) {
        String known = now.memory().clusterId();
        Stream<String> reported = now.reports().map(NodeReport::clusterId).filter(Objects::nonNull);
        long clusters =
                Stream.concat(Stream.ofNullable(known), reported).distinct().count();
        return clusters <= 1
                ? Optional.empty()
                : Optional.of(new Stop(
                        Trouble.SPLIT_BRAIN,
                        "volumes of different clusters are mounted: delete the claims of the volumes that do not belong"
                                + " here, and their pods"));
    }

    /** The number of pods comes from the members that were seen last, else from the volumes: a cluster may live on them. */
    static Optional<Action> missingSet(Situation now) {
        if (now.set() != null) {
            return Optional.empty();
        }
        if (now.intent().frozen() && now.claims().isEmpty() && now.pods().isEmpty()) {
            return frozen(now);
        }
        int known = Math.max(
                now.topKnownMember(),
                now.pods().stream().mapToInt(PodView::ordinal).max().orElse(-1));
        int top = known >= 0 ? known : now.topClaim();
        return Optional.of(new CreateSet(Math.max(1, top + 1)));
    }

    /** Without a quorum the only help is to bring back every pod, and to restart those that an edit of the spec may cure. */
    static Optional<Action> noQuorum(Situation now) {
        if (now.hasMembership()) {
            return Optional.empty();
        }
        SetView set = now.existingSet();
        int known = now.topKnownMember();
        int wanted = (known >= 0 ? known : now.topClaim()) + 1;
        if (set.replicas() < wanted) {
            return Optional.of(new SetReplicas(wanted, set.version()));
        }
        Optional<Action> cure = now.pods().stream()
                .filter(pod -> pod.outdated() && !pod.deleting() && !pod.ready() && !now.isDoomed(pod))
                .filter(pod -> pod.report() == null || pod.stuck())
                .findFirst()
                .map(pod -> new RestartPod(
                        pod.ordinal(), pod.uid(), false, "it does not work and its template was changed"));
        return cure.or(() -> Optional.of(withoutQuorum(now)));
    }

    private static Action withoutQuorum(Situation now) {
        boolean known = now.memory().clusterId() != null || now.formingRecord() instanceof BootstrapRecord;
        boolean allEmpty = !now.pods().isEmpty()
                && now.pods().stream()
                        .map(PodView::report)
                        .allMatch(report -> report != null && report.clusterId() == null);
        if (known && allEmpty) {
            return new Stop(
                    Trouble.DISK_LOST,
                    "every volume of the cluster is empty: restore a backup into a new resource, or give back the volumes");
        }
        return known
                ? new Wait(Why.NO_QUORUM, "no majority of the members answers")
                : new Wait(Why.BOOTSTRAPPING, "waiting for the first member to start");
    }

    /** A member keeps its pod, whatever somebody else scaled the StatefulSet to. */
    static Optional<Action> memberWithoutPod(Situation now) {
        int wanted = now.membership().topOrdinal() + 1;
        SetView set = now.existingSet();
        return set.replicas() < wanted ? Optional.of(new SetReplicas(wanted, set.version())) : Optional.empty();
    }

    static Optional<Action> frozen(Situation now) {
        return now.intent().frozen()
                ? Situation.waitFor(Why.FROZEN, "the spec is refused, see the condition SpecAccepted")
                : Optional.empty();
    }

    /** Nothing to do, but not all is well either. */
    static Optional<Action> restOfTheWait(Situation now) {
        Membership membership = now.membership();
        boolean complete = membership.voters().size() == now.intent().replicas()
                && membership.members().size() == now.intent().replicas()
                && membership.voters().stream().allMatch(now::works);
        return complete
                ? Optional.empty()
                : Situation.waitFor(Why.STARTING, "waiting for pods that do not take part yet");
    }
}
