package dev.paxoskv.node.paxos.model;

/**
 * A ballot number: totally ordered, and owned by one member, so that two members never propose under the same one.
 * Lamport, <em>Paxos Made Simple</em>, section 2.2.
 *
 * @param round the counter, at least 0; a new ballot's round is above every round its owner has seen
 * @param member the owner
 */
public record Ballot(long round, MemberId member) implements Comparable<Ballot> {

    /** Below every ballot that is ever proposed: "promised nothing", "accepted nothing". */
    public static final Ballot ZERO = new Ballot(0, MemberId.NONE);

    @Override
    public int compareTo(Ballot other) {
        int byRound = Long.compare(round, other.round);
        return byRound != 0 ? byRound : member.compareTo(other.member);
    }

    /** Whether this ballot is above the other. */
    public boolean isAbove(Ballot other) {
        return compareTo(other) > 0;
    }

    /** Whether this ballot is below the other. */
    public boolean isBelow(Ballot other) {
        return compareTo(other) < 0;
    }

    /** The greater of the two. */
    public static Ballot max(Ballot a, Ballot b) {
        return a.isAbove(b) ? a : b;
    }

    @Override
    public String toString() {
        return round + "@" + member;
    }
}
