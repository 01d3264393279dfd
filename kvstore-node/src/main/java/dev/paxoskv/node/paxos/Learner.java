package dev.paxoskv.node.paxos;

import dev.paxoskv.node.paxos.message.Message.ChosenPage;
import dev.paxoskv.node.paxos.message.Message.FetchChosen;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Configurations;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Learns what is chosen, in order. A follower believes a leader's "chosen up to n" only for slots where it accepted the
 * value under that very ballot; anything else it fetches, in pages, from whoever has it.
 */
final class Learner {
    private static final long NEVER = Long.MIN_VALUE;

    /** Most damaged slots that are repaired at a time. */
    private static final int MAX_REPAIRS = 64;

    private final Tuning tuning;
    private final Outbox outbox;
    private final Acceptor acceptor;
    private final Configurations configurations;
    private final Map<MemberId, Long> chosenElsewhere = new TreeMap<>();
    private final NavigableSet<Long> repairs = new TreeSet<>();
    private long chosenUpTo;
    private Ballot announcedBallot = Ballot.ZERO;
    private long announcedUpTo;
    private long behindSince = NEVER;
    private long fetchedAt = NEVER;
    private long repairedAt = NEVER;
    private @Nullable MemberId source;
    private boolean installing;

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
        deliverAnnounced();
    }

    private void deliverAnnounced() {
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
        if (repairs.contains(page.from())) {
            repair(from, page);
        }
        if (page.from() == chosenUpTo + 1 && page.truncatedUpTo() >= page.from()) {
            install(from);
            return;
        }
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

    // snapshots

    /** This member's log no longer holds what is missing here: only its snapshot does. */
    private void install(MemberId from) {
        if (!installing) {
            installing = true;
            source = from;
            outbox.add(new Effect.FetchSnapshot(from));
        }
    }

    /** Whether a snapshot is on its way. */
    boolean isInstalling() {
        return installing;
    }

    /** The state as of this slot is here, durably; so are the configurations up to it. */
    void onInstalled(long slot, SortedMap<Long, Configuration> snapshot, long now) {
        installing = false;
        behindSince = now;
        fetchedAt = NEVER;
        if (slot > chosenUpTo) {
            configurations.replace(snapshot);
            chosenUpTo = slot;
            acceptor.chosenUpTo(slot);
            outbox.installed(slot);
            deliverAnnounced();
        }
        onTruncated(slot);
    }

    /** No snapshot from there: another member may have one, or the log. */
    void onInstallFailed() {
        installing = false;
        fetchedAt = NEVER;
    }

    // damage

    /** A chosen slot cannot be read on this node: its value is fetched again. */
    void onDamaged(long slot) {
        if (slot <= chosenUpTo && repairs.size() < MAX_REPAIRS) {
            repairs.add(slot);
        }
    }

    /** The log no longer holds the slots up to this one: nothing of them needs repair. */
    void onTruncated(long slot) {
        repairs.headSet(slot, true).clear();
        acceptor.truncatedUpTo(slot);
    }

    private void repair(MemberId from, ChosenPage page) {
        if (page.truncatedUpTo() >= page.from()) {
            repairs.remove(page.from()); // reported again if the snapshot does not make it needless
            install(from);
        } else if (!page.entries().isEmpty() && page.entries().getFirst().slot() == page.from()) {
            repairs.remove(page.from());
            repairedAt = NEVER;
            outbox.persist(List.of(new LogRecord.Learned(page.entries().getFirst())), List.of());
        }
    }

    private void tickRepairs(long now) {
        if (repairs.isEmpty() || installing || (repairedAt != NEVER && now - repairedAt < tuning.resendTicks())) {
            return;
        }
        MemberId next = nextSource(repairs.first() - 1);
        if (next != null) {
            repairedAt = now;
            source = next;
            outbox.send(next, new FetchChosen(repairs.first(), 1));
        }
    }

    // catch-up

    /** Asks this member for what is missing, now. */
    void fetchFrom(MemberId member, long now) {
        if (installing) {
            return;
        }
        source = member;
        fetchedAt = now;
        outbox.send(member, new FetchChosen(chosenUpTo + 1, tuning.pageBytes()));
    }

    /**
     * Fetches what stays missing. A first gap gets one tick to close by itself: a heartbeat may overtake the values that it
     * speaks of.
     */
    void tick(long now) {
        tickRepairs(now);
        if (installing) {
            return;
        }
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
        MemberId next = waiting ? null : nextSource(chosenUpTo);
        if (next != null) {
            fetchFrom(next, now);
        }
    }

    private void forgetRemoved(Configuration latest) {
        chosenElsewhere.keySet().removeIf(latest::isRemoved);
    }

    /** Whether values are missing, and none came for a while. */
    boolean isStalled(long now) {
        return !installing && isBehind() && behindSince != NEVER && now - behindSince > 4L * tuning.resendTicks();
    }

    private boolean isBehind() {
        for (long elsewhere : chosenElsewhere.values()) {
            if (elsewhere > chosenUpTo) {
                return true;
            }
        }
        return false;
    }

    /** The next member that has more than this, in the order of ids, after the one that was asked last. */
    private @Nullable MemberId nextSource(long than) {
        MemberId first = null;
        MemberId after = null;
        for (Map.Entry<MemberId, Long> elsewhere : chosenElsewhere.entrySet()) {
            if (elsewhere.getValue() <= than) {
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
        if (entry instanceof Entry.Reconfiguration change && configurations.chosen(slot, change.configuration())) {
            forgetRemoved(change.configuration());
        }
        if (entry instanceof Entry.Unknown unknown) {
            outbox.add(new Effect.Halt("slot " + slot + " holds an entry of kind " + unknown.kind()
                    + ", which this build does not know; run the version that the rest of the cluster runs"));
            return;
        }
        outbox.add(new Effect.Chosen(slot, entry));
    }
}
