package dev.paxoskv.operator.plan;

import dev.paxoskv.operator.plan.Action.MarkClaim;
import dev.paxoskv.operator.plan.Action.Remove;
import dev.paxoskv.operator.plan.Action.TransferLeader;
import dev.paxoskv.operator.plan.Membership.Member;
import java.util.Optional;
import java.util.stream.Stream;

/** Rules for members whose disk is lost or given up. */
final class Repair {

    private Repair() {}

    /** The rules by which members get off volumes that do not last, in the planner's order. */
    static Optional<Action> rescue(Situation now) {
        return Stream.<Rule>of(
                        Repair::lostDisk,
                        Joining::learners,
                        Presence::frozen,
                        Joining::podsThatAreNoMembers,
                        Repair::replacement)
                .map(rule -> rule.apply(now))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** A node that has another id than the configuration has for its pod: the disk with that id is gone for good. */
    static Optional<Action> lostDisk(Situation now) {
        return now.membership().members().stream()
                .filter(member -> member.ordinal() >= 0 && hasLostItsDisk(now, member))
                .filter(member -> !member.voter() || now.majorityAfterRemoving(member))
                .findFirst()
                .map(member -> new Remove(
                        now.membership().epoch(),
                        member.ordinal(),
                        member.id(),
                        "its disk is lost: its pod has another"));
    }

    private static boolean hasLostItsDisk(Situation now, Member member) {
        return now.pod(member.ordinal())
                .filter(pod -> !pod.deleting())
                .map(PodView::report)
                .filter(report -> now.membership().member(report.memberId()).isEmpty())
                .isPresent();
    }

    /** Says at each claim who lives on it: that is how a volume of a removed member is known when its pod cannot start. */
    static Optional<Action> unmarkedClaim(Situation now) {
        return now.membership().members().stream()
                .flatMap(member -> now.podOf(member).stream()
                        .flatMap(pod -> now.claim(member.ordinal()).stream()
                                .filter(claim ->
                                        !claim.deleting() && !member.id().equals(claim.memberId()))
                                .map(claim -> new MarkClaim(
                                        claim.ordinal(), claim.uid(), claim.version(), member.id(), pod.uid()))))
                .map(Action.class::cast)
                .findFirst();
    }

    /**
     * The member goes first; its volume and its pod are then those of a removed member, which another rule wipes. Where the
     * others are no majority without it, other rules may help, by adding members for example.
     */
    static Optional<Action> replacement(Situation now) {
        return now.membership().voters().stream()
                .filter(member -> member.ordinal() >= 0 && isToBeReplaced(now, member))
                .filter(now::majorityAfterRemoving)
                .findFirst()
                .flatMap(member -> replace(now, member));
    }

    private static Optional<Action> replace(Situation now, Member member) {
        return member.leader()
                ? now.successorOf(member).map(successor -> new TransferLeader(successor.ordinal(), successor.id()))
                : Optional.of(new Remove(now.membership().epoch(), member.ordinal(), member.id(), "it is replaced"));
    }

    /**
     * Asked for by name; or its volume is out of reach for good, whoever lived on it; or its volume lasts only as long as its
     * pod, so that the member has to move while it still can.
     */
    static boolean isToBeReplaced(Situation now, Member member) {
        return member.id().equals(now.intent().replace())
                || now.claim(member.ordinal())
                        .filter(claim -> claim.deleting() || claim.nodeGone())
                        .isPresent()
                || now.pod(member.ordinal()).filter(now::isDoomed).isPresent();
    }
}
