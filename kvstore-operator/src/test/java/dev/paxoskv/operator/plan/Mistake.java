package dev.paxoskv.operator.plan;

import dev.paxoskv.operator.plan.Action.AddLearner;
import dev.paxoskv.operator.plan.Action.Bootstrap;
import dev.paxoskv.operator.plan.Action.CreateSet;
import dev.paxoskv.operator.plan.Action.DeleteClaim;
import dev.paxoskv.operator.plan.Action.PrepareRestore;
import dev.paxoskv.operator.plan.Action.RecordBootstrap;
import dev.paxoskv.operator.plan.Action.RecordRestore;
import dev.paxoskv.operator.plan.Action.Remove;
import dev.paxoskv.operator.plan.Action.RestartPod;
import dev.paxoskv.operator.plan.Action.SetReplicas;
import dev.paxoskv.operator.plan.Action.StartRestore;
import dev.paxoskv.operator.plan.Membership.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Planners that are wrong on purpose. */
enum Mistake {
    /** The StatefulSet follows the number of members, so a lost disk looks like a wish for fewer. */
    COUNTS_COMPARED_INSTEAD_OF_INTENT(rules -> first(rules, now -> {
        SetView set = now.set();
        int members = now.hasMembership() ? now.membership().members().size() : 0;
        return set != null
                        && members > 0
                        && set.replicas() > members
                        && members >= now.intent().replicas() - 1
                ? Optional.of(new SetReplicas(set.replicas() - 1, set.version()))
                : Optional.empty();
    })),
    /** Scaling down takes the pod away first. */
    MEMBER_REMOVED_AFTER_THE_POD(rules -> before(rules, Place.LOST_DISK, now -> {
        SetView set = now.existingSet();
        return set.replicas() > now.intent().replicas()
                ? Optional.of(new SetReplicas(set.replicas() - 1, set.version()))
                : Optional.empty();
    })),
    /** A roll begins with the leader. */
    LEADER_FIRST(rules -> before(
            rules,
            Place.LOST_DISK,
            now -> now.pods().stream()
                    .filter(pod -> pod.outdated() && !pod.deleting())
                    .filter(pod -> now.membership()
                            .leader()
                            .filter(leader -> leader.ordinal() == pod.ordinal())
                            .isPresent())
                    .findFirst()
                    .map(pod -> new RestartPod(pod.ordinal(), pod.uid(), true, "wrong")))),
    /** A roll restarts the next pod without waiting for the last. */
    ROLL_WITHOUT_WAITING(rules -> before(
            rules,
            Place.LOST_DISK,
            now -> now.pods().stream()
                    .filter(pod -> pod.outdated() && !pod.deleting())
                    .filter(pod -> now.membership()
                            .leader()
                            .filter(leader -> leader.ordinal() == pod.ordinal())
                            .isEmpty())
                    .findFirst()
                    .map(pod -> new RestartPod(pod.ordinal(), pod.uid(), true, "wrong")))),
    /** Scaling down removes the leader without a transfer. */
    LEADER_REMOVED(rules -> before(
            rules,
            Place.LOST_DISK,
            now -> now.membership().voters().stream()
                    .filter(member -> member.ordinal() >= now.intent().replicas() && member.leader())
                    .findFirst()
                    .map(member -> new Remove(now.membership().epoch(), member.ordinal(), member.id(), "wrong")))),
    /** "-9" sorts behind "-10". Here: the lowest ordinal leaves. */
    WRONG_MEMBER_REMOVED(rules -> before(
            rules,
            Place.LOST_DISK,
            now -> now.membership().voters().stream()
                    .filter(member -> !member.leader()
                            && now.membership().voters().size() > now.intent().replicas()
                            && now.majorityAfterRemoving(member))
                    .min(Comparator.comparingInt(Member::ordinal))
                    .map(member -> new Remove(now.membership().epoch(), member.ordinal(), member.id(), "wrong")))),
    /** The claim of a member that is to be replaced is deleted before the member is removed. */
    CLAIM_DELETED_BEFORE_THE_MEMBER(rules -> before(
            rules,
            Place.LOST_DISK,
            now -> now.claims().stream()
                    .filter(claim -> !claim.deleting() && claim.nodeGone())
                    .findFirst()
                    .map(claim -> new DeleteClaim(claim.ordinal(), claim.uid(), claim.version(), "wrong")))),
    /** Leftover claims are told by the number of members. */
    CLAIMS_OF_ABSENT_PODS_DELETED(rules -> first(
            rules,
            now -> now.claims().stream()
                    .filter(claim -> now.intent().deleteClaims() && !claim.deleting())
                    .filter(claim -> now.pod(claim.ordinal()).isEmpty())
                    .findFirst()
                    .map(claim -> new DeleteClaim(claim.ordinal(), claim.uid(), claim.version(), "wrong")))),
    /** Any empty disk of ordinal 0 forms a cluster. */
    FORMED_WHENEVER_EMPTY(rules -> before(
            rules,
            Place.BOOTSTRAP,
            now -> now.pod(0)
                    .map(PodView::report)
                    .filter(report -> report.clusterId() == null && !now.hasMembership())
                    .map(report -> now.formingRecord() == null
                            ? new RecordBootstrap(report.memberId())
                            : new Bootstrap(0, "cluster-b", report.memberId())))),
    /** A backup is restored to whatever volume has the name. */
    RESTORED_OVER_OLD_DATA(rules -> before(
            rules,
            Place.RESTORE,
            now -> now.claim(0)
                    .filter(_ -> now.intent().restores() && now.formingRecord() == null)
                    .map(claim -> new RecordRestore(claim.uid())))),
    /** The pods are made while the backup is still being restored. */
    PODS_BESIDE_THE_RESTORE(rules -> before(rules, Place.RESTORE, now -> {
        RestoreJob job = now.restoreJob();
        return now.set() == null && job != null && job.stage() == RestoreJob.Stage.RUNNING
                ? Optional.of(new CreateSet(1))
                : Optional.empty();
    })),
    /** The first disk is lost, so the backup is restored to another one. */
    RESTORED_AGAIN(rules -> before(
            rules,
            Place.RESTORE,
            now -> now.pod(0)
                    .map(PodView::report)
                    .filter(report -> report.clusterId() == null && now.formingRecord() instanceof RestoreRecord)
                    .map(_ -> {
                        RestoreJob job = now.restoreJob();
                        return job == null ? new PrepareRestore("cluster-a") : new StartRestore(job.version());
                    }))),
    /** Pods become members where another member is still listed. */
    ADDED_BESIDE_THE_OLD_ONE(rules -> before(
            rules,
            Place.LOST_DISK,
            now -> now.pods().stream()
                    .filter(pod -> pod.report() != null && !pod.deleting())
                    .filter(pod -> now.membership().member(idOf(pod)).isEmpty())
                    .findFirst()
                    .map(pod -> new AddLearner(now.membership().epoch(), pod.ordinal(), idOf(pod))))),
    /** A learner that is not needed stays. */
    LEARNERS_FORGOTTEN(rules -> without(rules, Place.LEARNERS)),
    /** A stray scale is not healed. */
    STRAY_SCALE_FORGOTTEN(rules -> before(
            without(rules, Place.MEMBER_WITHOUT_POD),
            Place.NO_QUORUM,
            now -> now.hasMembership() ? Optional.empty() : Situation.waitFor(Action.Why.NO_QUORUM, "wrong"))),
    /** Whatever claim has the name is used. */
    FOREIGN_CLAIMS_USED(UnaryOperator.identity()) {
        @Override
        Planner planner() {
            return new Planner(rules(), (_, action) -> action);
        }
    },
    /** Nobody says who lives on a claim, so deletions that come late find it unchanged. */
    CLAIMS_NOT_MARKED(rules -> replace(
            rules,
            now -> now.pods().stream()
                    .filter(pod -> pod.ordinal() < now.intent().replicas() && !pod.deleting())
                    .filter(pod -> now.membership().at(pod.ordinal()).isEmpty() && pod.report() != null)
                    .filter(pod -> !now.membership().removed().contains(idOf(pod)))
                    .filter(pod -> now.membership().settled()
                            && now.claim(pod.ordinal())
                                    .filter(claim -> !claim.deleting())
                                    .isPresent())
                    .findFirst()
                    .map(pod -> new AddLearner(now.membership().epoch(), pod.ordinal(), idOf(pod)))));

    // A function of the enum's own, without state.
    @SuppressWarnings("ImmutableEnumChecker")
    private final UnaryOperator<List<Rule>> change;

    Mistake(UnaryOperator<List<Rule>> change) {
        this.change = change;
    }

    private static String idOf(PodView pod) {
        NodeReport report = pod.report();
        return report == null ? "" : report.memberId();
    }

    Planner planner() {
        return new Planner(rules());
    }

    List<Rule> rules() {
        return change.apply(Planner.RULES);
    }

    /** Rules by their place among the right ones, since references to methods cannot be compared. */
    private enum Place {
        RESTORE(4),
        MISSING_SET(5),
        BOOTSTRAP(6),
        NO_QUORUM(7),
        MEMBER_WITHOUT_POD(8),
        LOST_DISK(9),
        UNMARKED_CLAIM(10),
        LEARNERS(11),
        OUTSIDERS(13);

        private final int index;

        Place(int index) {
            this.index = index;
        }
    }

    private static List<Rule> first(List<Rule> rules, Rule wrong) {
        return insert(rules, Place.MISSING_SET.index + 1, wrong);
    }

    private static List<Rule> before(List<Rule> rules, Place place, Rule wrong) {
        return insert(rules, place.index, wrong);
    }

    private static List<Rule> insert(List<Rule> rules, int index, Rule wrong) {
        List<Rule> changed = new ArrayList<>(rules);
        changed.add(index, wrong);
        return changed;
    }

    /** A rule that does nothing keeps the places of the others. */
    private static List<Rule> without(List<Rule> rules, Place place) {
        List<Rule> changed = new ArrayList<>(rules);
        changed.set(place.index, _ -> Optional.empty());
        return changed;
    }

    private static List<Rule> replace(List<Rule> rules, Rule wrong) {
        List<Rule> marked = without(rules, Place.UNMARKED_CLAIM);
        return insert(marked, Place.OUTSIDERS.index, wrong);
    }
}
