package dev.paxoskv.operator.plan;

import dev.paxoskv.operator.plan.Action.DeleteClaim;
import dev.paxoskv.operator.plan.Action.Remove;
import dev.paxoskv.operator.plan.Action.SetReplicas;
import dev.paxoskv.operator.plan.Action.TransferLeader;
import dev.paxoskv.operator.plan.Action.Why;
import dev.paxoskv.operator.plan.Membership.Member;
import java.util.Comparator;
import java.util.Optional;

/** More and fewer members. Up: the pod first, the member after. Down: the member first, the pod after, the claim last. */
final class Scaling {

    private Scaling() {}

    static Optional<Action> podsTooFew(Situation now) {
        SetView set = now.existingSet();
        return set.replicas() < now.intent().replicas()
                ? Optional.of(new SetReplicas(set.replicas() + 1, set.version()))
                : Optional.empty();
    }

    /** The StatefulSet gives up its highest ordinal, so that is the one that must not be a member. */
    static Optional<Action> podsTooMany(Situation now) {
        SetView set = now.existingSet();
        int top = set.replicas() - 1;
        return top >= now.intent().replicas() && now.membership().at(top).isEmpty()
                ? Optional.of(new SetReplicas(top, set.version()))
                : Optional.empty();
    }

    static Optional<Action> claimsTooMany(Situation now) {
        if (!now.intent().deleteClaims()) {
            return Optional.empty();
        }
        int needed = Math.max(now.existingSet().replicas(), now.intent().replicas());
        return now.claims().stream()
                .filter(claim -> claim.ordinal() >= needed && !claim.deleting())
                .filter(claim -> now.pod(claim.ordinal()).isEmpty())
                .filter(claim -> now.membership().at(claim.ordinal()).isEmpty())
                .findFirst()
                .map(claim -> new DeleteClaim(
                        claim.ordinal(), claim.uid(), claim.version(), "no member needs it, and the policy is Delete"));
    }

    static Optional<Action> membersTooMany(Situation now) {
        int replicas = now.intent().replicas();
        long members = now.membership().voters().stream()
                .filter(member -> member.ordinal() >= 0)
                .count();
        return now.membership().voters().stream()
                .filter(member -> member.ordinal() >= replicas && members > replicas)
                .max(Comparator.comparingInt(Member::ordinal))
                .map(member -> leave(now, member));
    }

    private static Action leave(Situation now, Member member) {
        Optional<Member> successor = now.successorOf(member);
        if (member.leader() && successor.isPresent()) {
            return new TransferLeader(successor.get().ordinal(), successor.get().id());
        }
        if (!now.membership().settled()) {
            return new Action.Wait(Why.SETTLING, "the latest change of the membership does not govern yet");
        }
        return now.lastingMajorityAfterRemoving(member)
                ? new Remove(now.membership().epoch(), member.ordinal(), member.id(), "there are to be fewer members")
                : new Action.Wait(
                        Why.UNSAFE,
                        "a member is to leave, but the others that work and keep their volumes are no majority without it");
    }
}
