package dev.paxoskv.node.simulation;

import static dev.paxoskv.node.simulation.Violation.require;

import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The observer that sees every disk at once: computes from durable accepts alone what is chosen, and holds the protocol
 * to Paxos' own invariants. Lamport, <em>Paxos Made Simple</em>, P2a and P2b.
 */
final class AgreementOracle {
    private final MembershipOracle membership;
    private final Describe describe;
    private final NavigableMap<Long, Slot> slots = new TreeMap<>();
    private long prefix;

    AgreementOracle(MembershipOracle membership, Describe describe) {
        this.membership = membership;
        this.describe = describe;
    }

    private static final class Slot {
        final NavigableMap<Ballot, Vote> votes = new TreeMap<>();

        @Nullable Entry chosen;

        Ballot chosenUnder = Ballot.ZERO;
    }

    private static final class Vote {
        final Entry entry;
        final TreeSet<MemberId> members = new TreeSet<>();

        Vote(Entry entry) {
            this.entry = entry;
        }
    }

    /** A leader asks for votes. */
    void proposed(Message.Accept accept) {
        vote(accept.slot(), accept.ballot(), accept.entry());
    }

    /** A member's accept is on its disk. */
    void accepted(MemberId member, AcceptedEntry accepted) {
        Vote vote = vote(accepted.slot(), accepted.ballot(), accepted.entry());
        vote.members.add(member);
        Slot slot = slot(accepted.slot());
        boolean majority = MembershipOracle.isMajority(membership.governing(accepted.slot()), vote.members);
        if (slot.chosen == null && majority) {
            slot.chosen = accepted.entry();
            slot.chosenUnder = accepted.ballot();
            slot.votes
                    .tailMap(accepted.ballot(), false)
                    .forEach((ballot, later) -> same(accepted.slot(), ballot, later.entry));
            advance();
        } else if (majority) {
            same(accepted.slot(), accepted.ballot(), accepted.entry());
            slot.chosenUnder = accepted.ballot().isBelow(slot.chosenUnder) ? accepted.ballot() : slot.chosenUnder;
        }
    }

    private void advance() {
        for (Entry next = chosen(prefix + 1); next != null; next = chosen(prefix + 1)) {
            prefix++;
            membership.chosen(prefix, next);
        }
    }

    private Vote vote(long number, Ballot ballot, Entry entry) {
        Slot slot = slot(number);
        Vote vote = slot.votes.computeIfAbsent(ballot, absent -> new Vote(entry));
        require(
                vote.entry.equals(entry),
                "one value per ballot",
                () -> "slot " + number + " ballot "
                        + describe.ballot(ballot) + " stands for " + describe.entry(vote.entry) + " and for "
                        + describe.entry(entry));
        if (slot.chosen != null && ballot.isAbove(slot.chosenUnder)) {
            same(number, ballot, entry);
        }
        return vote;
    }

    private void same(long number, Ballot ballot, Entry entry) {
        Slot slot = slot(number);
        require(
                entry.equals(slot.chosen),
                "agreement",
                () -> "slot " + number + ": "
                        + describe.entry(Objects.requireNonNull(slot.chosen)) + " is chosen under "
                        + describe.ballot(slot.chosenUnder) + ", and ballot " + describe.ballot(ballot) + " stands for "
                        + describe.entry(entry));
    }

    private Slot slot(long number) {
        return slots.computeIfAbsent(number, absent -> new Slot());
    }

    /** Somebody acts as if this were chosen. */
    void claimed(String who, long number, Entry entry) {
        Entry chosen = chosen(number);
        require(
                chosen != null,
                "chosen by a majority",
                () -> who + " takes slot " + number + " = " + describe.entry(entry)
                        + " for chosen, and no majority holds it");
        require(
                entry.equals(chosen),
                "chosen is chosen",
                () -> who + " takes slot " + number + " = "
                        + describe.entry(entry) + " for chosen, and it is "
                        + describe.entry(Objects.requireNonNull(chosen)));
    }

    /** What is chosen at a slot, if anything is. */
    @Nullable Entry chosen(long number) {
        Slot slot = slots.get(number);
        return slot == null ? null : slot.chosen;
    }

    /** The last slot up to which every slot is chosen. */
    long chosenPrefix() {
        return prefix;
    }

    /** Somebody says that everything up to this slot is chosen. */
    void claimed(String who, long upTo) {
        require(
                upTo <= prefix,
                "chosen by a majority",
                () -> who + " says that all is chosen up to " + upTo + ", and it is only up to " + prefix);
    }

    /** Whether this entry was ever put forward for the slot under this ballot. */
    boolean wasProposed(long number, Ballot ballot, Entry entry) {
        Slot slot = slots.get(number);
        Vote vote = slot == null ? null : slot.votes.get(ballot);
        return vote != null && vote.entry.equals(entry);
    }
}
