package dev.paxoskv.node.paxos;

import dev.paxoskv.node.paxos.message.Message.Accept;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Configurations;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Phase 2 of one ballot: the slots in flight, who voted for them, and how much each peer still owes an answer for. A slot
 * that is chosen leaves in order; one that stays open is sent again. What a slow peer missed and the others chose, it
 * fetches by itself.
 */
final class Replicator {
    private final Tuning tuning;
    private final Outbox outbox;
    private final Acceptor acceptor;
    private final Learner learner;
    private final Configurations configurations;
    private final Ballot ballot;
    private final NavigableMap<Long, Proposal> inFlight = new TreeMap<>();
    private final Map<MemberId, PeerWindow> peers = new TreeMap<>();
    private long bytesInFlight;

    Replicator(
            Tuning tuning,
            Outbox outbox,
            Acceptor acceptor,
            Learner learner,
            Configurations configurations,
            Ballot ballot) {
        this.tuning = tuning;
        this.outbox = outbox;
        this.acceptor = acceptor;
        this.learner = learner;
        this.configurations = configurations;
        this.ballot = ballot;
    }

    int slotsInFlight() {
        return inFlight.size();
    }

    long bytesInFlight() {
        return bytesInFlight;
    }

    boolean hasRoom() {
        return inFlight.size() < Math.min(tuning.windowSlots(), configurations.alpha())
                && bytesInFlight < tuning.windowBytes();
    }

    void propose(long slot, Entry entry, long now) {
        assert slot <= learner.chosenUpTo() + configurations.alpha() : "slot " + slot + " is beyond the alpha window";
        Proposal proposal = new Proposal(entry, now);
        inFlight.put(slot, proposal);
        bytesInFlight += entry.size();
        Accept accept = new Accept(ballot, slot, entry, learner.chosenUpTo());
        for (Member member : configurations.governing(slot).members()) {
            sendTo(member.id(), accept);
        }
        acceptor.onAccept(outbox.self(), accept);
    }

    /** A vote. Returns whether the chosen prefix grew. */
    boolean onAccepted(MemberId from, long slot) {
        peer(from).answered(slot);
        Proposal proposal = inFlight.get(slot);
        if (proposal == null || proposal.votes.contains(from)) {
            return false;
        }
        proposal.votes.add(from);
        return deliverChosen();
    }

    private boolean deliverChosen() {
        long before = learner.chosenUpTo();
        while (!inFlight.isEmpty() && inFlight.firstKey() == learner.chosenUpTo() + 1) {
            long slot = inFlight.firstKey();
            Proposal proposal = inFlight.firstEntry().getValue();
            Configuration governing = configurations.governing(slot);
            if (!governing.isMajority(proposal.votes)) {
                break;
            }
            learner.onMajority(slot, proposal.entry);
            forgetChosen();
        }
        return learner.chosenUpTo() > before;
    }

    /** A peer's chosen prefix reaches up to here: it owes no answer below. */
    void onPeerChosen(MemberId from, long upTo) {
        peer(from).chosenUpTo(upTo);
    }

    /** Whether another value than the proposed one is chosen at a slot in flight: another leader has come before. */
    boolean isContradicted(AcceptedEntry chosen) {
        Proposal proposal = inFlight.get(chosen.slot());
        return proposal != null && !proposal.entry.equals(chosen.entry());
    }

    /** Whether slots up to this one are in flight. */
    boolean hasProposedUpTo(long slot) {
        return !inFlight.isEmpty() && inFlight.firstKey() <= slot;
    }

    /** Drops what is known to be chosen, by counting or by learning. */
    void forgetChosen() {
        while (!inFlight.isEmpty() && inFlight.firstKey() <= learner.chosenUpTo()) {
            bytesInFlight -= inFlight.pollFirstEntry().getValue().entry.size();
        }
        deliverLearnedNeighbour();
    }

    /** After learning a slot from elsewhere the next one in flight may have had its majority for long. */
    private void deliverLearnedNeighbour() {
        if (!inFlight.isEmpty()
                && inFlight.firstKey() == learner.chosenUpTo() + 1
                && configurations
                        .governing(inFlight.firstKey())
                        .isMajority(inFlight.firstEntry().getValue().votes)) {
            deliverChosen();
        }
    }

    void tick(long now) {
        List<Map.Entry<Long, Proposal>> due = new ArrayList<>();
        for (Map.Entry<Long, Proposal> open : inFlight.entrySet()) {
            if (now - open.getValue().sentAt >= tuning.resendTicks()) {
                open.getValue().sentAt = now;
                due.add(open);
            }
        }
        // first all that is due leaves the windows, so that no slot is kept out by one above it
        due.forEach(open -> waiting(open).forEach(member -> peer(member).answered(open.getKey())));
        due.forEach(this::resend);
    }

    private void resend(Map.Entry<Long, Proposal> open) {
        Accept accept = new Accept(ballot, open.getKey(), open.getValue().entry, learner.chosenUpTo());
        for (MemberId member : waiting(open)) {
            sendTo(member, accept);
        }
        if (!open.getValue().votes.contains(outbox.self())) {
            acceptor.onAccept(outbox.self(), accept);
        }
    }

    /** The members that have not voted for a slot. */
    private List<MemberId> waiting(Map.Entry<Long, Proposal> open) {
        return configurations.governing(open.getKey()).members().stream()
                .map(Member::id)
                .filter(member -> !open.getValue().votes.contains(member))
                .toList();
    }

    private void sendTo(MemberId member, Accept accept) {
        boolean next = accept.slot() == learner.chosenUpTo() + 1; // everything waits for it: it always fits
        if (member.equals(outbox.self()) || !(next || peer(member).hasRoom(tuning))) {
            return;
        }
        peer(member).sent(accept.slot(), accept.entry().size());
        outbox.send(member, accept);
    }

    private PeerWindow peer(MemberId member) {
        return peers.computeIfAbsent(member, key -> new PeerWindow());
    }

    void assertInvariants() {
        assert inFlight.size() <= configurations.alpha() : "more slots in flight than alpha";
        assert inFlight.isEmpty() || inFlight.firstKey() > learner.chosenUpTo() : "chosen slots in flight";
        assert bytesInFlight >= 0 : "negative bytes in flight";
    }

    private static final class Proposal {
        private final Entry entry;
        private final List<MemberId> votes = new ArrayList<>(5);
        private long sentAt;

        Proposal(Entry entry, long sentAt) {
            this.entry = entry;
            this.sentAt = sentAt;
        }
    }

    /** What was sent to a peer and not answered. A peer that owes too much gets nothing more until it answers. */
    private static final class PeerWindow {
        private final NavigableMap<Long, Integer> unanswered = new TreeMap<>();
        private long bytes;

        boolean hasRoom(Tuning tuning) {
            return bytes < tuning.peerWindowBytes() && unanswered.size() < 2 * tuning.windowSlots();
        }

        void sent(long slot, int size) {
            Integer before = unanswered.put(slot, size);
            bytes += size - (before == null ? 0 : before);
        }

        void answered(long slot) {
            Integer size = unanswered.remove(slot);
            bytes -= size == null ? 0 : size;
        }

        void chosenUpTo(long slot) {
            while (!unanswered.isEmpty() && unanswered.firstKey() <= slot) {
                bytes -= unanswered.pollFirstEntry().getValue();
            }
        }
    }
}
