package dev.paxoskv.operator.admin;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that a quorum confirmed.
 *
 * @param leaderId null if the node that answered knows none
 * @param leaderName the name of the leader's pod
 * @param answeredByLeader only the leader knows how far the members are
 */
public record ClusterReport(
        String clusterId,
        long epoch,
        boolean settled,
        @Nullable String leaderId,
        @Nullable String leaderName,
        boolean answeredByLeader,
        List<MemberReport> members,
        Set<String> removed) {

    public ClusterReport {
        members = List.copyOf(members);
        removed = Set.copyOf(removed);
    }

    /** A member; caught up means that the leader hears it and has little to send to it. */
    public record MemberReport(String id, String name, boolean voter, boolean caughtUp) {}
}
