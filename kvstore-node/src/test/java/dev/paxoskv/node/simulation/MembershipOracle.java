package dev.paxoskv.node.simulation;

import static dev.paxoskv.node.simulation.Violation.require;

import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who votes on what, computed from what is chosen and from nothing else: the observer's C(s). Holds each configuration
 * against the one before it.
 */
final class MembershipOracle {
    private final Describe describe;
    private final int alpha;
    private final NavigableMap<Long, Configuration> bySlot = new TreeMap<>();
    private final TreeSet<MemberId> everRemoved = new TreeSet<>();
    private long prefix;
    private boolean anythingGoes;

    MembershipOracle(Genesis genesis, Describe describe) {
        this.describe = describe;
        alpha = genesis.alpha();
        bySlot.put(0L, genesis.configuration());
    }

    /** Configurations may follow each other in any way from now on. */
    void allowAnything() {
        anythingGoes = true;
    }

    /** Whether scenarios show what must not be: then it is left to agreement to object. */
    boolean anythingGoes() {
        return anythingGoes;
    }

    /** C(slot). Whoever has anything to do with a slot may do so only when this is known. */
    Configuration governing(long slot) {
        require(
                isKnown(slot),
                "alpha rule",
                () -> "slot " + slot + " is in use, and what governs it is not decided: chosen is only " + prefix);
        return bySlot.floorEntry(Math.max(0, slot - alpha)).getValue();
    }

    /** Whether these are more than half of a configuration's voters. */
    static boolean isMajority(Configuration configuration, Collection<MemberId> members) {
        List<MemberId> voters = new ArrayList<>();
        for (Member member : configuration.members()) {
            if (member.role() == Member.Role.VOTER) {
                voters.add(member.id());
            }
        }
        return 2 * voters.stream().filter(members::contains).count() > voters.size();
    }

    /** Whether everything that decides who governs a slot is chosen. */
    boolean isKnown(long slot) {
        return slot <= prefix + alpha;
    }

    /** The next slot is chosen. */
    void chosen(long slot, Entry entry) {
        prefix = slot;
        // of two configurations of one epoch only the first in the log counts
        if (entry instanceof Entry.Reconfiguration(Configuration next) && next.epoch() > latest().epoch()) {
            if (anythingGoes) {
                everRemoved.addAll(next.removed());
            } else {
                follows(slot, latest(), next);
            }
            bySlot.put(slot, next);
        }
    }

    private void follows(long slot, Configuration before, Configuration next) {
        String what =
                "slot " + slot + " turns " + describe.configuration(before) + " into " + describe.configuration(next);
        require(next.epoch() == before.epoch() + 1, "epochs ascend by one", () -> what);
        TreeSet<MemberId> changed = new TreeSet<>();
        for (Member member : next.members()) {
            if (next.isVoter(member.id()) != before.isVoter(member.id())) {
                changed.add(member.id());
            }
            boolean known = before.member(member.id()).isPresent();
            require(
                    known || member.role() == Member.Role.LEARNER,
                    "learners first",
                    () -> what + ": " + describe.member(member.id()) + " votes from the start");
            require(
                    !everRemoved.contains(member.id()),
                    "removed for good",
                    () -> what + ": " + describe.member(member.id()) + " was removed");
        }
        for (Member member : before.members()) {
            if (next.member(member.id()).isPresent()) {
                continue;
            }
            if (member.role() == Member.Role.VOTER) {
                changed.add(member.id());
            }
            everRemoved.add(member.id());
            require(
                    next.isRemoved(member.id()),
                    "removed is written down",
                    () -> what + " and does not say that " + describe.member(member.id()) + " was removed");
        }
        require(changed.size() <= 1, "one voter at a time", () -> what);
        require(next.featureLevel() >= before.featureLevel(), "features stay", () -> what);
    }

    /** The last configuration chosen. */
    Configuration latest() {
        return bySlot.lastEntry().getValue();
    }

    /** The slot of the last configuration chosen; 0 for the genesis. */
    long latestSlot() {
        return bySlot.lastKey();
    }

    /** The last slot that the configuration before the last one governs; 0 if there is none before. */
    long lastOfThePast() {
        return latestSlot() == 0 ? 0 : latestSlot() + alpha - 1;
    }

    /** What governs the next slot, and what is chosen to govern later ones; until that is settled, what was before too. */
    List<Configuration> inForce(boolean settled) {
        long first = bySlot.floorKey(Math.max(0, prefix + 1 - alpha));
        Long before = bySlot.lowerKey(first);
        boolean past = settled || before == null || first != latestSlot();
        long from = past ? first : before;
        return new ArrayList<>(bySlot.tailMap(from, true).values());
    }

    /** Whether this configuration is chosen at this slot; the genesis is at slot 0. */
    boolean isChosen(long slot, Configuration configuration) {
        return configuration.equals(bySlot.get(slot));
    }

    /** Whether a chosen configuration lists this member, or did. */
    boolean wasMember(MemberId member) {
        return everRemoved.contains(member) || latest().member(member).isPresent();
    }

    /** Whether a chosen configuration has removed this member. */
    boolean isRemoved(MemberId member) {
        return everRemoved.contains(member);
    }

    /** Whether a configuration is one that a change could have made. */
    static boolean shows(Configuration made, Change change) {
        return switch (change) {
            case Change.AddLearner(Member member) -> made.member(member.id()).isPresent() && !made.isVoter(member.id());
            case Change.Promote(MemberId member) -> made.isVoter(member);
            case Change.Remove(MemberId member) -> made.isRemoved(member);
            case Change.Update(Member member) -> made.named(member.name()).isPresent();
            case Change.RaiseFeatures(int level) -> made.featureLevel() == level;
        };
    }

    /** Whether a configuration before the last one has removed this member already. */
    boolean isRemovedBefore(MemberId member) {
        Map.Entry<Long, Configuration> before = bySlot.lowerEntry(latestSlot());
        return before != null && before.getValue().isRemoved(member);
    }

    /** The configuration commands chosen up to a slot, without the genesis. */
    SortedMap<Long, Configuration> upTo(long slot) {
        return new TreeMap<>(bySlot.subMap(0L, false, slot, true));
    }
}
