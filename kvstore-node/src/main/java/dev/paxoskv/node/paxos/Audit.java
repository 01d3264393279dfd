package dev.paxoskv.node.paxos;

import dev.paxoskv.node.paxos.message.Message.StateDigest;
import dev.paxoskv.node.paxos.model.Configurations;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compares what the members' state machines come to. The same log gives the same state, so a member whose hash differs from
 * that of a majority has a damaged state or a defect, and stops before it serves more of it.
 */
final class Audit {
    /** Members are compared as long as they are no more digests apart than this. */
    private static final int KEPT = 32;

    private final Outbox outbox;
    private final Configurations configurations;
    private final NavigableMap<Long, Map<MemberId, Long>> bySlot = new TreeMap<>();
    private final TreeSet<MemberId> diverged = new TreeSet<>();

    Audit(Outbox outbox, Configurations configurations) {
        this.outbox = outbox;
        this.configurations = configurations;
    }

    /** This node's own state machine came to this. */
    void own(long slot, long hash, long chosenUpTo) {
        for (MemberId member : configurations.audience(chosenUpTo + 1)) {
            if (!member.equals(outbox.self())) {
                outbox.send(member, new StateDigest(slot, hash));
            }
        }
        note(outbox.self(), slot, hash);
    }

    void onDigest(MemberId from, StateDigest digest) {
        note(from, digest.slot(), digest.hash());
    }

    private void note(MemberId member, long slot, long hash) {
        bySlot.computeIfAbsent(slot, key -> new TreeMap<>()).put(member, hash);
        compare(slot);
        while (bySlot.size() > KEPT) {
            bySlot.pollFirstEntry();
        }
    }

    private void compare(long slot) {
        Map<MemberId, Long> hashes = bySlot.get(slot);
        Long own = hashes == null ? null : hashes.get(outbox.self());
        if (hashes == null || own == null) {
            return;
        }
        for (Map.Entry<MemberId, Long> other : hashes.entrySet()) {
            if (other.getValue().equals(own)) {
                continue;
            }
            if (isMajority(hashes, other.getValue(), slot)) {
                outbox.add(new Effect.Halt("the state of this member differs from that of a majority after slot " + slot
                        + ": its data is damaged. Nothing that the cluster acknowledged is lost. Remove this member, give"
                        + " it an empty data directory and add it again"));
                return;
            }
            if (diverged.add(other.getKey())) {
                outbox.add(new Effect.Diverged(other.getKey(), slot));
            }
        }
    }

    private boolean isMajority(Map<MemberId, Long> hashes, long hash, long slot) {
        List<MemberId> agreeing = new ArrayList<>();
        hashes.forEach((member, theirs) -> {
            if (theirs == hash) {
                agreeing.add(member);
            }
        });
        return configurations.governing(slot).isMajority(agreeing);
    }
}
