package dev.paxoskv.node.paxos.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The members of a cluster as one configuration command names them.
 *
 * @param epoch counts the configurations of a cluster, from 1 at its genesis
 * @param members the members, ordered by id
 */
public record Configuration(long epoch, List<Member> members) {

    /** Most members of a configuration. */
    public static final int MAX_MEMBERS = 64;

    /**
     * Orders the members by id.
     *
     * @throws IllegalArgumentException if two members share an id or a name, if there is no voter, or if there are more
     *     than {@link #MAX_MEMBERS}
     */
    public Configuration {
        List<Member> ordered = new ArrayList<>(members);
        ordered.sort(Comparator.comparing(Member::id));
        members = List.copyOf(ordered);
        if (members.size() > MAX_MEMBERS) {
            throw new IllegalArgumentException("a configuration has at most " + MAX_MEMBERS + " members");
        }
        if (members.stream().map(Member::id).distinct().count() != members.size()
                || members.stream().map(Member::name).distinct().count() != members.size()) {
            throw new IllegalArgumentException("two members of a configuration share an id or a name: " + members);
        }
        if (members.stream().noneMatch(member -> member.role() == Member.Role.VOTER)) {
            throw new IllegalArgumentException("a configuration has at least one voter");
        }
    }

    /** The ids of the voters, ascending. */
    public List<MemberId> voters() {
        return members.stream()
                .filter(member -> member.role() == Member.Role.VOTER)
                .map(Member::id)
                .toList();
    }

    /** The member of this id, if it is one. */
    public Optional<Member> member(MemberId id) {
        return members.stream().filter(member -> member.id().equals(id)).findFirst();
    }

    /** Whether this id is one of the voters. */
    public boolean isVoter(MemberId id) {
        for (Member member : members) {
            if (member.id().equals(id)) {
                return member.role() == Member.Role.VOTER;
            }
        }
        return false;
    }

    /** Whether more than half of the voters are among these members. Whoever is no voter does not count. */
    public boolean isMajority(Collection<MemberId> ids) {
        int voters = 0;
        int among = 0;
        for (Member member : members) {
            if (member.role() == Member.Role.VOTER) {
                voters++;
                if (ids.contains(member.id())) {
                    among++;
                }
            }
        }
        return among > voters / 2;
    }
}
