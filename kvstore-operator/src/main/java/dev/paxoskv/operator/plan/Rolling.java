package dev.paxoskv.operator.plan;

import dev.paxoskv.operator.plan.Action.RestartPod;
import dev.paxoskv.operator.plan.Action.TransferLeader;
import dev.paxoskv.operator.plan.Action.Wait;
import dev.paxoskv.operator.plan.Action.Why;
import dev.paxoskv.operator.plan.Membership.Member;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Restarts the pods of an older template: first those that do not work, which costs nothing, then one follower at a time,
 * each when all that were restarted take part again, and the leader at the end, when another leads.
 */
final class Rolling {

    private static final String TEXT = "its template was changed";

    private Rolling() {}

    static Optional<Action> roll(Situation now) {
        List<PodView> outdated = outdated(now);
        Optional<Action> down = outdated.stream()
                .filter(pod -> Situation.isDown(pod) && !now.isDoomed(pod))
                .findFirst()
                .map(pod -> new RestartPod(pod.ordinal(), pod.uid(), false, TEXT));
        if (down.isPresent()) {
            return down;
        }
        if (outdated.isEmpty() || !now.intent().rolls()) {
            return Optional.empty();
        }
        List<Optional<PodView>> awaited = awaited(now);
        if (!awaited.isEmpty()) {
            return Optional.of(waitFor(awaited));
        }
        return next(now, outdated);
    }

    private static Action waitFor(List<Optional<PodView>> awaited) {
        return awaited.stream()
                .flatMap(Optional::stream)
                .filter(PodView::late)
                .findFirst()
                .<Action>map(pod -> new Wait(Why.STALLED, stalledText(pod)))
                .orElseGet(() -> new Wait(Why.ROLLING, "waiting until the restarted members take part"));
    }

    /** What to say of a pod that holds up a roll. */
    static String stalledText(PodView pod) {
        String trouble = pod.trouble() == null ? "it does not get ready" : pod.trouble();
        return "no more members are restarted, since pod " + pod.ordinal() + " is not ready in time: " + trouble
                + "; mend that, or set the spec back to what it was";
    }

    /** A roll that cannot go on safely leaves the field to changes of the membership, which may help it. */
    static Optional<Action> stalled(Situation now) {
        List<PodView> outdated = outdated(now);
        if (outdated.isEmpty()) {
            return Optional.empty();
        }
        return now.intent().rolls()
                ? Situation.waitFor(Why.UNSAFE, unsafeText(now))
                : Situation.waitFor(
                        Why.MANUAL,
                        "delete the pods " + ordinals(outdated)
                                + " one at a time, each when all members are ready: updateStrategy.type is Manual");
    }

    private static String unsafeText(Situation now) {
        return isOnlyMember(now) && outdated(now).stream().anyMatch(now::isDoomed)
                ? "the claim of the only member was deleted, and its volume goes with its pod: set replicas to 3, so that"
                        + " the data gets to other volumes"
                : "pods are to be restarted, but the others are no majority without them";
    }

    private static String ordinals(List<PodView> pods) {
        return pods.stream().map(pod -> Integer.toString(pod.ordinal())).collect(Collectors.joining(", "));
    }

    private static List<PodView> outdated(Situation now) {
        return now.pods().stream()
                .filter(pod -> pod.outdated() && !pod.deleting())
                .toList();
    }

    /** The pods that were restarted, or are being, and do not take part yet. */
    private static List<Optional<PodView>> awaited(Situation now) {
        return now.membership().voters().stream()
                .filter(member -> member.ordinal() >= 0 && !now.works(member))
                .map(member -> now.pod(member.ordinal()))
                .filter(pod ->
                        pod.filter(any -> any.outdated() && !any.deleting()).isEmpty())
                .toList();
    }

    private static Optional<Action> next(Situation now, List<PodView> outdated) {
        Optional<PodView> follower =
                outdated.stream().filter(pod -> !isLeader(now, pod)).max(Comparator.comparingInt(PodView::ordinal));
        return follower.isPresent() ? restart(now, follower.get()) : restartLeader(now, outdated.getFirst());
    }

    private static Optional<Action> restart(Situation now, PodView pod) {
        boolean votes = now.membership().at(pod.ordinal()).filter(Member::voter).isPresent();
        return !votes || now.majorityWithout(pod)
                ? Optional.of(new RestartPod(pod.ordinal(), pod.uid(), votes, TEXT))
                : Optional.empty();
    }

    private static Optional<Action> restartLeader(Situation now, PodView pod) {
        if (isOnlyMember(now)) {
            return now.isDoomed(pod)
                    ? Optional.empty()
                    : Optional.of(new RestartPod(pod.ordinal(), pod.uid(), true, TEXT + "; nobody serves meanwhile"));
        }
        Member leader = now.membership().leader().orElseThrow();
        return now.majorityWithout(pod)
                ? now.successorOf(leader).map(successor -> new TransferLeader(successor.ordinal(), successor.id()))
                : Optional.empty();
    }

    private static boolean isOnlyMember(Situation now) {
        return now.membership().voters().size() == 1;
    }

    private static boolean isLeader(Situation now, PodView pod) {
        return now.membership()
                .leader()
                .filter(leader -> leader.ordinal() == pod.ordinal())
                .isPresent();
    }
}
