package dev.paxoskv.operator.plan;

import dev.paxoskv.operator.plan.Action.AddLearner;
import dev.paxoskv.operator.plan.Action.DeleteClaim;
import dev.paxoskv.operator.plan.Action.MarkClaim;
import dev.paxoskv.operator.plan.Action.Promote;
import dev.paxoskv.operator.plan.Action.Remove;
import dev.paxoskv.operator.plan.Action.RestartPod;
import dev.paxoskv.operator.plan.Action.Why;
import dev.paxoskv.operator.plan.Membership.Member;
import java.util.Optional;

/** From a pod to a voter: first the pod, then a learner, and a vote when it has caught up. */
final class Joining {

    private Joining() {}

    static Optional<Action> learners(Situation now) {
        return now.membership().members().stream()
                .filter(member -> !member.voter() && member.ordinal() >= 0)
                .flatMap(learner -> learner(now, learner).stream())
                .findFirst();
    }

    /** A learner that does not answer holds nothing up: it has no vote. */
    private static Optional<Action> learner(Situation now, Member learner) {
        long epoch = now.membership().epoch();
        if (!now.intent().frozen() && learner.ordinal() >= now.intent().replicas()) {
            return Optional.of(new Remove(epoch, learner.ordinal(), learner.id(), "it is not needed any more"));
        }
        if (Repair.isToBeReplaced(now, learner)) {
            return Optional.of(new Remove(epoch, learner.ordinal(), learner.id(), "it is replaced"));
        }
        Optional<PodView> pod = now.podOf(learner);
        if (pod.isPresent() && learner.caughtUp()) {
            return now.membership().settled()
                    ? Optional.of(new Promote(epoch, learner.ordinal(), learner.id()))
                    : Situation.waitFor(Why.SETTLING, "the latest change of the membership does not govern yet");
        }
        Optional<Action> restart = now.pod(learner.ordinal())
                .filter(any -> any.outdated() && !any.deleting())
                .filter(any -> now.intent().rolls() || Situation.isDown(any))
                .map(any -> new RestartPod(any.ordinal(), any.uid(), false, "its template was changed"));
        if (restart.isPresent()) {
            return restart;
        }
        return pod.isPresent() ? Situation.waitFor(Why.CATCHING_UP, "a new member catches up") : Optional.empty();
    }

    static Optional<Action> podsThatAreNoMembers(Situation now) {
        return now.pods().stream()
                .filter(pod -> pod.ordinal() < now.intent().replicas())
                .filter(pod -> now.membership().at(pod.ordinal()).isEmpty())
                .flatMap(pod -> outsider(now, pod).stream())
                .findFirst();
    }

    private static Optional<Action> outsider(Situation now, PodView pod) {
        if (pod.deleting() || now.isForeignClaim(pod.ordinal())) {
            return Optional.empty();
        }
        NodeReport report = pod.report();
        if (report == null && pod.outdated() && !pod.ready()) {
            return Optional.of(
                    new RestartPod(pod.ordinal(), pod.uid(), false, "it does not start and its template was changed"));
        }
        Optional<ClaimView> claim = now.claim(pod.ordinal());
        String memberId = report != null
                ? report.memberId()
                : claim.map(ClaimView::memberId).orElse(null);
        boolean removed = memberId != null && now.membership().removed().contains(memberId);
        if (claim.isEmpty()) {
            return Optional.of(new RestartPod(pod.ordinal(), pod.uid(), false, "its volume is gone"));
        }
        if (removed || claim.get().deleting() || claim.get().nodeGone()) {
            return Optional.of(wipe(pod, claim.get()));
        }
        return report == null ? Optional.empty() : Optional.of(join(now, pod, claim.get(), report.memberId()));
    }

    /** First the claim, which stays until the pod has gone, then the pod: so the pod comes back with a new volume. */
    private static Action wipe(PodView pod, ClaimView claim) {
        return claim.deleting()
                ? new RestartPod(pod.ordinal(), pod.uid(), false, "its volume is given up")
                : new DeleteClaim(claim.ordinal(), claim.uid(), claim.version(), "no member lives on it");
    }

    /**
     * The mark makes every deletion of the claim fail that was decided on before: by an operator, say, that stood still
     * while this pod was not there.
     */
    private static Action join(Situation now, PodView pod, ClaimView claim, String memberId) {
        if (!memberId.equals(claim.memberId()) || !pod.uid().equals(claim.podUid())) {
            return new MarkClaim(claim.ordinal(), claim.uid(), claim.version(), memberId, pod.uid());
        }
        if (!now.membership().settled()) {
            return new Action.Wait(Why.SETTLING, "the latest change of the membership does not govern yet");
        }
        return new AddLearner(now.membership().epoch(), pod.ordinal(), memberId);
    }
}
