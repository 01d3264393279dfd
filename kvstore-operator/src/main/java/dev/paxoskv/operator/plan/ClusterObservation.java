package dev.paxoskv.operator.plan;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one cluster at the time of a decision. The parts are read one after the other, in the order of the
 * components, and each may be older than the world is; none is newer than one behind it. So the membership is never newer
 * than what the nodes say of themselves: a node that does not know the id that the membership has for it has lost its disk,
 * and did not just get it.
 *
 * @param intent what the user wants
 * @param forming what was recorded of the forming of the cluster, once and for ever; null before that
 * @param restoreJob the job that restores a backup; null if there is none
 * @param memory what the resource's status says of earlier passes
 * @param set the StatefulSet; null if there is none
 * @param claims the volume claims, by rising ordinal
 * @param pods the pods with what their nodes report, by rising ordinal
 * @param membership the configuration, confirmed by a quorum; null if no node could confirm one
 * @param foreignClaims of those {@link #ordinalsWithoutClaim()}, the ones whose claim's name another claim has, by rising
 *     ordinal
 */
public record ClusterObservation(
        Intent intent,
        @Nullable FormingRecord forming,
        @Nullable RestoreJob restoreJob,
        Memory memory,
        @Nullable SetView set,
        List<ClaimView> claims,
        List<PodView> pods,
        @Nullable Membership membership,
        List<Integer> foreignClaims) {

    /** A bound on what is asked for by name; no cluster has as many pods. */
    private static final int MOST = 100;

    public ClusterObservation {
        claims = List.copyOf(claims);
        pods = List.copyOf(pods);
        foreignClaims = List.copyOf(foreignClaims);
    }

    /** The same, with what was found out about the names of claims. */
    public ClusterObservation withForeignClaims(List<Integer> found) {
        return new ClusterObservation(intent, forming, restoreJob, memory, set, claims, pods, membership, found);
    }

    /**
     * The ordinals of members whose volumes last only as long as their pods, since the claims were deleted. Without a quorum, which
     * alone tells who is a member, those of pods.
     */
    public List<Integer> ordinalsOfDeletedClaims() {
        Situation now = new Situation(this);
        return pods.stream()
                .filter(pod -> membership == null
                        ? now.claim(pod.ordinal()).filter(ClaimView::deleting).isPresent()
                        : membership.at(pod.ordinal()).isPresent() && now.isDoomed(pod))
                .map(PodView::ordinal)
                .toList();
    }

    /** The ordinals that have a pod, or may get one, and no claim of the cluster's own. */
    public List<Integer> ordinalsWithoutClaim() {
        Situation now = new Situation(this);
        int top = IntStream.of(
                        intent.replicas() - 1,
                        now.topKnownMember(),
                        now.topClaim(),
                        membership == null ? -1 : membership.topOrdinal(),
                        pods.stream().mapToInt(PodView::ordinal).max().orElse(-1))
                .max()
                .orElse(-1);
        return IntStream.rangeClosed(0, top)
                .filter(ordinal -> now.claim(ordinal).isEmpty())
                .limit(MOST)
                .boxed()
                .toList();
    }
}
