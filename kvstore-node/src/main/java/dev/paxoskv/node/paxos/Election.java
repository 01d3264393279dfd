package dev.paxoskv.node.paxos;

import dev.paxoskv.node.paxos.message.Message.ElectionReply;
import dev.paxoskv.node.paxos.message.Message.ElectionRequest;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Decides when this node tries to lead: ballot leader election after Ng, Haridi and Carbone, <em>Omni-Paxos: Breaking the
 * Barriers of Partial Connectivity</em>, section 5. It is about connectivity alone; how much of the log a node has does not
 * matter, since Phase 1 recovers what it lacks.
 *
 * <p>Every round a node asks all others whom they follow and whether they are happy with that leader. A follower is happy
 * while it hears its leader, and the leader while it hears a majority. A node takes over only if it hears a majority, is
 * unhappy, and so is everybody it hears: a node that lost sight of a leader that serves the others stays quiet.
 */
final class Election {
    private final Tuning tuning;
    private final Outbox outbox;
    private final Map<MemberId, ElectionReply> replies = new TreeMap<>();
    private long round;
    private Ballot leader = Ballot.ZERO;
    private Ballot highestSeen = Ballot.ZERO;
    private int missedRounds;
    private boolean deferred;

    Election(Tuning tuning, Outbox outbox) {
        this.tuning = tuning;
        this.outbox = outbox;
        this.missedRounds = tuning.missedRounds();
    }

    /** The ballot that this node follows, or leads under; {@link Ballot#ZERO} for none. */
    Ballot leader() {
        return leader;
    }

    /** The highest ballot that this node has heard of. */
    Ballot highestSeen() {
        return highestSeen;
    }

    boolean isHappy() {
        return missedRounds < tuning.missedRounds();
    }

    /** A ballot was seen in a message of its owner or in a refusal. */
    void noteBallot(Ballot ballot) {
        highestSeen = Ballot.max(highestSeen, ballot);
    }

    /** Follows this ballot if it is above the one that is followed now. */
    void follow(Ballot ballot) {
        noteBallot(ballot);
        if (ballot.isAbove(leader)) {
            leader = ballot;
            missedRounds = 0;
        }
    }

    void onRequest(MemberId from, ElectionRequest request, long chosenUpTo) {
        outbox.send(from, new ElectionReply(request.round(), highestSeen, leader, isHappy(), chosenUpTo));
    }

    /** Counts a reply as heard now if it answers this round or one of the few before it: links may be slow. */
    void onReply(MemberId from, ElectionReply reply) {
        noteBallot(reply.ballot());
        if (reply.round() + tuning.missedRounds() >= round) {
            replies.put(from, reply);
        }
    }

    /**
     * Ends a round and starts the next.
     *
     * @param configuration who votes
     * @param audience who is asked
     * @param leading whether this node prepares or leads under {@link #leader()}
     * @return whether this node should start Phase 1 under a new ballot now
     */
    boolean endRound(Configuration configuration, SortedSet<MemberId> audience, boolean leading) {
        boolean majority = configuration.isMajority(heard());
        Ballot before = leader;
        replies.values().forEach(reply -> follow(reply.leader()));
        if (leader.equals(before)) {
            judgeLeader(majority, leading);
        }
        boolean takeOver = majority && configuration.isVoter(outbox.self()) && shouldTakeOver(configuration);
        startRound(audience);
        return takeOver;
    }

    private void judgeLeader(boolean majority, boolean leading) {
        if (leader.member().equals(outbox.self())) {
            missedRounds = !leading ? tuning.missedRounds() : majority ? 0 : missedRounds + 1;
            return;
        }
        ElectionReply reply = replies.get(leader.member());
        if (reply == null || reply.leader().isBelow(leader)) {
            missedRounds++; // given before it took over, or since it restarted: says nothing about its leadership
        } else {
            missedRounds = reply.happy() ? 0 : tuning.missedRounds();
        }
    }

    private boolean shouldTakeOver(Configuration configuration) {
        boolean anyoneHappy = isHappy() || replies.values().stream().anyMatch(ElectionReply::happy);
        if (anyoneHappy) {
            deferred = false;
            return false;
        }
        // of several that would take over in this round, the others let the highest id go first, for one round
        boolean highest = replies.keySet().stream()
                .filter(configuration::isVoter)
                .allMatch(other -> other.compareTo(outbox.self()) < 0);
        boolean mine = highest || deferred;
        deferred = !mine;
        return mine;
    }

    /** A ballot of this node above every ballot seen, which it follows from now on. */
    Ballot takeOver(Ballot promised) {
        long highestRound = Math.max(Math.max(leader.round(), highestSeen.round()), promised.round());
        follow(new Ballot(highestRound + 1, outbox.self()));
        deferred = false;
        return leader;
    }

    private void startRound(SortedSet<MemberId> audience) {
        replies.clear();
        round++;
        for (MemberId member : audience) {
            if (!member.equals(outbox.self())) {
                outbox.send(member, new ElectionRequest(round));
            }
        }
    }

    private List<MemberId> heard() {
        List<MemberId> heard = new ArrayList<>(replies.keySet());
        heard.add(outbox.self());
        return heard;
    }
}
