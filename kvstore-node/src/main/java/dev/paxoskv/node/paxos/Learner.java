package dev.paxoskv.node.paxos;

import dev.paxoskv.node.paxos.message.Message.ChosenPage;
import dev.paxoskv.node.paxos.message.Message.FetchChosen;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Configurations;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Learns what is chosen, in order. A follower believes a leader's "chosen up to n" only for slots where it accepted the
 * value under that very ballot; anything else it fetches, in pages, from whoever has it.
 */
final class Learner {
    private static final long NEVER = Long.MIN_VALUE;

    private final Tuning tuning;
    private final Outbox outbox;
    private final Acceptor acceptor;
    private final Configurations configurations;
    private final Map<MemberId, Long> chosenElsewhere = new TreeMap<>();
    private long chosenUpTo;
    private Ballot announcedBallot = Ballot.ZERO;
    private long announcedUpTo;
    private long behindSince = NEVER;
    private long fetchedAt = NEVER;
    private @Nullable MemberId source;

    Learner(Tuning tuning, Outbox outbox, Acceptor acceptor, Configurations configurations, long chosenUpTo) {
        this.tuning = tuning;
        this.outbox = outbox;
        this.acceptor = acceptor;
        this.configurations = configurations;
        this.chosenUpTo = chosenUpTo;
    }

    long chosenUpTo() {
        return chosenUpTo;
    }

    /** A leader says what is chosen. */
    void onAnnounced(MemberId leader, Ballot ballot, long upTo) {
        noteElsewhere(leader, upTo);
        if (ballot.isAbove(announcedBallot)) {
            announcedBallot = ballot;
            announcedUpTo = upTo;
        } else if (ballot.equals(announcedBallot)) {
            announcedUpTo = Math.max(announcedUpTo, upTo);
        }
        while (announcedUpTo > chosenUpTo) {
            AcceptedEntry next = acceptor.at(chosenUpTo + 1);
            if (next == null || !next.ballot().equals(announcedBallot)) {
                return; // another ballot's value proves nothing: tick() fetches
            }
            deliver(next.slot(), next.entry());
        }
    }

    /** Another member says how far its chosen prefix reaches. */
    void noteElsewhere(MemberId member, long upTo) {
        if (!member.equals(outbox.self())) {
            chosenElsewhere.merge(member, upTo, Math::max);
        }
    }

    /** The proposer of this node counted a majority for the next slot. */
    void onMajority(long slot, Entry entry) {
        assert slot == chosenUpTo + 1 : "slot " + slot + " is not next after " + chosenUpTo;
        deliver(slot, entry);
    }

    void onPage(MemberId from, ChosenPage page, long now) {
        noteElsewhere(from, page.chosenUpTo());
        List<LogRecord> learned = new ArrayList<>();
        for (AcceptedEntry entry : page.entries()) {
            if (entry.slot() == chosenUpTo + 1) {
                learned.add(new LogRecord.Learned(entry));
                deliver(entry.slot(), entry.entry());
            }
        }
        if (learned.isEmpty()) {
            return;
        }
        outbox.persist(learned, List.of());
        behindSince = now;
        if (from.equals(source) && page.chosenUpTo() > chosenUpTo) {
            fetchFrom(from, now);
        } else {
            fetchedAt = NEVER;
        }
    }

    /** Asks this member for what is missing, now. */
    void fetchFrom(MemberId member, long now) {
        source = member;
        fetchedAt = now;
        outbox.send(member, new FetchChosen(chosenUpTo + 1, tuning.pageBytes()));
    }

    /**
     * Fetches what stays missing. A first gap gets one tick to close by itself: a heartbeat may overtake the values that it
     * speaks of.
     */
    void tick(long now) {
        if (!isBehind()) {
            behindSince = NEVER;
            fetchedAt = NEVER;
            return;
        }
        if (behindSince == NEVER) {
            behindSince = now;
            return;
        }
        boolean waiting = fetchedAt != NEVER && now - fetchedAt < tuning.resendTicks();
        MemberId next = waiting ? null : nextSource();
        if (next != null) {
            fetchFrom(next, now);
        }
    }

    /** Whether values are missing, and none came for a while. */
    boolean isStalled(long now) {
        return isBehind() && behindSince != NEVER && now - behindSince > 4L * tuning.resendTicks();
    }

    private boolean isBehind() {
        for (long elsewhere : chosenElsewhere.values()) {
            if (elsewhere > chosenUpTo) {
                return true;
            }
        }
        return false;
    }

    /** The next member that has more, in the order of ids, after the one that was asked last. */
    private @Nullable MemberId nextSource() {
        MemberId first = null;
        MemberId after = null;
        for (Map.Entry<MemberId, Long> elsewhere : chosenElsewhere.entrySet()) {
            if (elsewhere.getValue() <= chosenUpTo) {
                continue;
            }
            MemberId member = elsewhere.getKey();
            if (first == null) {
                first = member;
            }
            if (after == null && source != null && member.compareTo(source) > 0) {
                after = member;
            }
        }
        return after != null ? after : first;
    }

    private void deliver(long slot, Entry entry) {
        chosenUpTo = slot;
        acceptor.chosenUpTo(slot);
        outbox.chosenUpTo(slot);
        if (entry instanceof Entry.Reconfiguration change) {
            configurations.chosen(slot, change.configuration());
        }
        if (entry instanceof Entry.Unknown unknown) {
            outbox.add(new Effect.Halt("slot " + slot + " holds an entry of kind " + unknown.kind()
                    + ", which this build does not know; run the version that the rest of the cluster runs"));
            return;
        }
        outbox.add(new Effect.Chosen(slot, entry));
    }
}
