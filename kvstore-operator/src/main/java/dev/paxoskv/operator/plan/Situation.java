package dev.paxoskv.operator.plan;

import dev.paxoskv.operator.plan.Membership.Member;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An observation, and what the rules ask of it. */
final class Situation {

    private final ClusterObservation observation;

    Situation(ClusterObservation observation) {
        this.observation = observation;
    }

    Intent intent() {
        return observation.intent();
    }

    Memory memory() {
        return observation.memory();
    }

    @Nullable FormingRecord formingRecord() {
        return observation.forming();
    }

    @Nullable RestoreJob restoreJob() {
        return observation.restoreJob();
    }

    /** Whether a member of a cluster is there. */
    boolean isFormed() {
        return hasMembership() || reports().anyMatch(report -> report.clusterId() != null);
    }

    @Nullable SetView set() {
        return observation.set();
    }

    /** The StatefulSet, by rules that come after the one that makes it. */
    SetView existingSet() {
        SetView set = observation.set();
        if (set == null) {
            throw new IllegalStateException("there is no StatefulSet, which an earlier rule should have seen");
        }
        return set;
    }

    /** The configuration, by rules that come after the one for clusters without a quorum. */
    Membership membership() {
        Membership membership = observation.membership();
        if (membership == null) {
            throw new IllegalStateException(
                    "there is no confirmed configuration, which an earlier rule should have seen");
        }
        return membership;
    }

    boolean hasMembership() {
        return observation.membership() != null;
    }

    List<PodView> pods() {
        return observation.pods();
    }

    List<ClaimView> claims() {
        return observation.claims();
    }

    Optional<PodView> pod(int ordinal) {
        return pods().stream().filter(pod -> pod.ordinal() == ordinal).findFirst();
    }

    Optional<ClaimView> claim(int ordinal) {
        return claims().stream().filter(claim -> claim.ordinal() == ordinal).findFirst();
    }

    /** Whether a claim that is not the cluster's own has the name of the one of this ordinal. */
    boolean isForeignClaim(int ordinal) {
        return observation.foreignClaims().contains(ordinal);
    }

    /**
     * Whether the volume of a pod lasts only as long as the pod: somebody deleted the claim, which stays while its pod runs, or
     * took even that protection away, so that the claim is gone.
     */
    boolean isDoomed(PodView pod) {
        return claim(pod.ordinal()).map(ClaimView::deleting).orElse(!isForeignClaim(pod.ordinal()));
    }

    int topClaim() {
        return claims().stream().mapToInt(ClaimView::ordinal).max().orElse(-1);
    }

    Stream<NodeReport> reports() {
        return pods().stream().map(PodView::report).filter(report -> report != null);
    }

    /** The highest ordinal that a member is known or was last seen at; -1 if there is none. */
    int topKnownMember() {
        int reported = reports()
                .flatMap(report -> report.knownOrdinals().stream())
                .mapToInt(Integer::intValue)
                .max()
                .orElse(-1);
        return Math.max(memory().topOrdinal(), reported);
    }

    /** The pod that is, as far as it says, the given member. */
    Optional<PodView> podOf(Member member) {
        return pod(member.ordinal()).filter(pod -> reports(pod, member.id()));
    }

    static boolean reports(PodView pod, String memberId) {
        NodeReport report = pod.report();
        return report != null && report.memberId().equals(memberId);
    }

    /** Votes, answers and has caught up: what a majority is counted from. */
    boolean works(Member member) {
        return member.voter()
                && member.caughtUp()
                && podOf(member)
                        .filter(pod -> !pod.deleting())
                        .map(PodView::report)
                        .filter(NodeReport::takesPart)
                        .isPresent();
    }

    /** Whether the voters but one, who stays in the configuration, work in sufficient number for all of them. */
    boolean majorityWithout(PodView target) {
        return working(member -> member.ordinal() != target.ordinal())
                >= majority(membership().voters().size());
    }

    /** Whether the configuration that results from the removal of a voter has a majority that works. */
    boolean majorityAfterRemoving(Member target) {
        return majorityAfterRemoving(target, _ -> true);
    }

    /** The same without those who work for as long as their pods do, and are to be replaced before. */
    boolean lastingMajorityAfterRemoving(Member target) {
        return majorityAfterRemoving(target, member -> !Repair.isToBeReplaced(this, member));
    }

    private boolean majorityAfterRemoving(Member target, Predicate<Member> counted) {
        int left = (int) membership().voters().stream()
                .filter(member -> !member.equals(target))
                .count();
        return left > 0 && working(member -> !member.equals(target) && counted.test(member)) >= majority(left);
    }

    private int working(Predicate<Member> which) {
        return (int)
                membership().voters().stream().filter(which).filter(this::works).count();
    }

    static int majority(int voters) {
        return voters / 2 + 1;
    }

    /** The member that shall lead in place of another: it works, is up to date if one is, and stays if one does. */
    Optional<Member> successorOf(Member leader) {
        return membership().voters().stream()
                .filter(member -> !member.equals(leader) && member.ordinal() >= 0 && works(member))
                .min(Comparator.comparingInt(this::reluctance).thenComparingInt(Member::ordinal));
    }

    private int reluctance(Member member) {
        boolean leaves = member.ordinal() >= intent().replicas();
        return leaves ? 2 : isOutdated(member) ? 1 : 0;
    }

    private boolean isOutdated(Member member) {
        return pod(member.ordinal()).filter(PodView::outdated).isPresent();
    }

    /** Neither answers nor is ready. */
    static boolean isDown(PodView pod) {
        return pod.report() == null && !pod.ready();
    }

    static Optional<Action> waitFor(Action.Why why, String text) {
        return Optional.of(new Action.Wait(why, text));
    }
}
