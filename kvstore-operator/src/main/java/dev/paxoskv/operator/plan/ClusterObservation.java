package dev.paxoskv.operator.plan;

import java.util.List;
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
 */
public record ClusterObservation(
        Intent intent,
        @Nullable FormingRecord forming,
        @Nullable RestoreJob restoreJob,
        Memory memory,
        @Nullable SetView set,
        List<ClaimView> claims,
        List<PodView> pods,
        @Nullable Membership membership) {

    public ClusterObservation {
        claims = List.copyOf(claims);
        pods = List.copyOf(pods);
    }
}
