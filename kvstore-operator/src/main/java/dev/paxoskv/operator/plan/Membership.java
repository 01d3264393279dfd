package dev.paxoskv.operator.plan;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A configuration of the cluster that a quorum confirmed.
 *
 * @param epoch rises by one with each change; a change is refused if it has moved on
 * @param settled the latest change governs, so the next one may be made
 * @param removed ids that will never be members again
 */
public record Membership(String clusterId, long epoch, boolean settled, List<Member> members, Set<String> removed) {

    public Membership {
        members = List.copyOf(members);
        removed = Set.copyOf(removed);
    }

    /**
     * A member.
     *
     * @param ordinal of the pod that it runs in, from its name; -1 if the name is none of this cluster's pods
     * @param voter it votes; a learner else
     * @param caughtUp the leader sees it at the end of the log
     * @param leader it leads
     */
    public record Member(String id, int ordinal, boolean voter, boolean caughtUp, boolean leader) {}

    public Optional<Member> member(String id) {
        return members.stream().filter(member -> member.id().equals(id)).findFirst();
    }

    public Optional<Member> at(int ordinal) {
        return members.stream().filter(member -> member.ordinal() == ordinal).findFirst();
    }

    public List<Member> voters() {
        return members.stream().filter(Member::voter).toList();
    }

    public Optional<Member> leader() {
        return members.stream().filter(Member::leader).findFirst();
    }

    /** The highest ordinal of a member, learners included; -1 if there is none. */
    public int topOrdinal() {
        return members.stream().mapToInt(Member::ordinal).max().orElse(-1);
    }
}
