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
 * @param removed the ids of members that were removed, in the order of their removal: the last {@link #MAX_REMOVED}
 * @param featureLevel what the members may write to the log: a protocol version that all of them speak
 */
public record Configuration(long epoch, List<Member> members, List<MemberId> removed, int featureLevel) {

    /** Most members of a configuration. */
    public static final int MAX_MEMBERS = 64;

    /** Most ids of removed members that are remembered. */
    public static final int MAX_REMOVED = 1024;

    /** The feature level of a cluster whose members' builds are not known. */
    public static final int BASE_LEVEL = 1;

    /**
     * Orders the members by id.
     *
     * @throws IllegalArgumentException if two members share an id or a name, if there is no voter, if there are more than
     *     {@link #MAX_MEMBERS}, or if a member is among the removed
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
        removed = List.copyOf(removed.subList(Math.max(0, removed.size() - MAX_REMOVED), removed.size()));
        if (members.stream().map(Member::id).anyMatch(removed::contains)) {
            throw new IllegalArgumentException("a removed member is listed again: " + members);
        }
    }

    /** A configuration of a cluster that has removed nobody, at the base level. */
    public Configuration(long epoch, List<Member> members) {
        this(epoch, members, List.of(), BASE_LEVEL);
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

    /** The member of this name, if there is one. */
    public Optional<Member> named(String name) {
        return members.stream().filter(member -> member.name().equals(name)).findFirst();
    }

    /** Whether this id was a member's and was removed. */
    public boolean isRemoved(MemberId id) {
        return removed.contains(id);
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
