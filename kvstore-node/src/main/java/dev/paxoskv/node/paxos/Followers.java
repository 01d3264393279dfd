package dev.paxoskv.node.paxos;

import dev.paxoskv.node.paxos.message.Message.HeartbeatAck;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Configurations;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a leader knows of the others from their answers to its heartbeats: whether they are there, and how far they are. */
final class Followers {
    /** Answers to older heartbeats say nothing about how far behind a member is now. */
    private static final int ROUNDS_KEPT = 64;

    private final Tuning tuning;
    private final Outbox outbox;
    private final Learner learner;
    private final Configurations configurations;
    private final Map<MemberId, Heard> heard = new TreeMap<>();
    private final NavigableMap<Long, Long> chosenAtRound = new TreeMap<>();

    /** What a member last said, and when. */
    private record Heard(long at, long chosenUpTo, long durableUpTo, long behind, int version) {}

    Followers(Tuning tuning, Outbox outbox, Learner learner, Configurations configurations) {
        this.tuning = tuning;
        this.outbox = outbox;
        this.learner = learner;
        this.configurations = configurations;
    }

    /** A heartbeat leaves. */
    void started(long round) {
        chosenAtRound.put(round, learner.chosenUpTo());
        if (chosenAtRound.size() > ROUNDS_KEPT) {
            chosenAtRound.pollFirstEntry();
        }
    }

    void onAck(MemberId from, HeartbeatAck ack, int version, long now) {
        Heard before = heard.get(from);
        Long chosenThen = chosenAtRound.get(ack.round());
        long behind = chosenThen == null ? Long.MAX_VALUE : Math.max(0, chosenThen - ack.chosenUpTo());
        if (before != null) {
            behind = chosenThen == null ? before.behind : behind;
            heard.put(
                    from,
                    new Heard(
                            now,
                            Math.max(before.chosenUpTo, ack.chosenUpTo()),
                            Math.max(before.durableUpTo, ack.durableUpTo()),
                            behind,
                            version));
        } else {
            heard.put(from, new Heard(now, ack.chosenUpTo(), ack.durableUpTo(), behind, version));
        }
    }

    /** Whether a member answered within an election timeout; this node itself always does. */
    boolean isHeard(MemberId member, long now) {
        Heard last = heard.get(member);
        return isSelf(member) || (last != null && now - last.at <= patience());
    }

    /** Whether a member that this leader could have heard since it began to lead is not there. */
    boolean isMissed(MemberId member, long leadsSince, long now) {
        return !isHeard(member, now) && (heard.containsKey(member) || now - leadsSince > patience());
    }

    /** For how long an answer counts. */
    private long patience() {
        return (long) tuning.heartbeatTicks() * (tuning.missedRounds() + 1);
    }

    /** How far a member's chosen prefix reaches, as far as known. */
    long chosenUpTo(MemberId member) {
        Heard last = heard.get(member);
        return isSelf(member) ? learner.chosenUpTo() : last == null ? 0 : last.chosenUpTo;
    }

    /** As much of it as the member's disk holds. */
    long durableUpTo(MemberId member) {
        Heard last = heard.get(member);
        return isSelf(member) ? outbox.durableUpTo() : last == null ? 0 : last.durableUpTo;
    }

    /** The newest protocol version that this node and the member both speak; 0 while it is not known. */
    int version(MemberId member) {
        Heard last = heard.get(member);
        return isSelf(member) ? outbox.version() : last == null ? 0 : last.version;
    }

    /** Whether a member is there, and within one window of what was chosen when it was asked. */
    boolean isCaughtUp(MemberId member, long now) {
        Heard last = heard.get(member);
        return isSelf(member) || (last != null && isHeard(member, now) && last.behind <= configurations.alpha());
    }

    /** Whether more than half of a configuration's voters hold the log durably up to this slot. */
    boolean majorityHolds(Configuration configuration, long slot) {
        return configuration.isMajority(configuration.voters().stream()
                .filter(voter -> durableUpTo(voter) >= slot)
                .toList());
    }

    /** The other one of these voters that is there and the furthest on; null if none is there. */
    @Nullable MemberId best(Collection<MemberId> voters, long now) {
        MemberId best = null;
        for (MemberId voter : voters) {
            boolean better = best == null || chosenUpTo(voter) > chosenUpTo(best);
            if (!isSelf(voter) && isHeard(voter, now) && better) {
                best = voter;
            }
        }
        return best;
    }

    /** What is known, for people. */
    Map<MemberId, PaxosNode.Progress> progress(long now) {
        Map<MemberId, PaxosNode.Progress> progress = new TreeMap<>();
        List<MemberId> members = new ArrayList<>(configurations.audience(learner.chosenUpTo() + 1));
        for (MemberId member : members) {
            progress.put(
                    member,
                    new PaxosNode.Progress(
                            chosenUpTo(member),
                            durableUpTo(member),
                            isHeard(member, now),
                            isCaughtUp(member, now),
                            version(member)));
        }
        return progress;
    }

    private boolean isSelf(MemberId member) {
        return member.equals(outbox.self());
    }
}
