package dev.paxoskv.node.paxos.message;

import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.List;

/** What members say to each other. Any message may be lost, repeated, delayed or overtaken. */
public sealed interface Message {

    // Phase 1: Paxos Made Simple, section 2.2, for the whole suffix of the log at once

    /**
     * Phase 1a: asks for a promise for every slot from {@code from} on.
     *
     * @param ballot the proposer's ballot; its owner has promised it durably itself
     * @param from the first slot that the proposer does not know to be chosen
     */
    record Prepare(Ballot ballot, long from) implements Message {}

    /**
     * Phase 1b: one chunk of a promise. The promise counts when all its entries are in.
     *
     * @param ballot the promised ballot
     * @param from the prepare's first slot
     * @param total how many entries the whole promise has
     * @param entries this chunk's part of what the acceptor has accepted above its own chosen prefix, by slot
     * @param chosenUpTo the acceptor's chosen prefix: values up to here are fetched with {@link FetchChosen}, not reported
     * @param truncatedUpTo the last slot that the acceptor's log no longer holds
     * @param faulty the slots above its chosen prefix at which the acceptor has accepted it does not know what, because
     *     the record is damaged: there this promise says neither "a value" nor "none"
     */
    record Promise(
            Ballot ballot,
            long from,
            int total,
            List<AcceptedEntry> entries,
            long chosenUpTo,
            long truncatedUpTo,
            List<Long> faulty)
            implements Message {}

    /**
     * An acceptor's refusal: it has promised a higher ballot.
     *
     * @param refused the ballot of the refused message
     * @param promised the ballot that stands against it
     */
    record Nack(Ballot refused, Ballot promised) implements Message {}

    // Phase 2

    /**
     * Phase 2a: asks to accept a value at a slot.
     *
     * @param ballot the leader's ballot
     * @param slot the slot
     * @param entry the value
     * @param chosenUpTo the leader's chosen prefix
     */
    record Accept(Ballot ballot, long slot, Entry entry, long chosenUpTo) implements Message {}

    /**
     * Phase 2b: the value is durable with the acceptor.
     *
     * @param ballot the ballot it was accepted under
     * @param slot the slot
     */
    record Accepted(Ballot ballot, long slot) implements Message {}

    /**
     * Tells what is chosen, as soon as it is and no {@link Accept} is due that would tell it. Needs no answer.
     *
     * @param ballot the leader's ballot
     * @param chosenUpTo the leader's chosen prefix
     */
    record Announce(Ballot ballot, long chosenUpTo) implements Message {}

    // the leader's heartbeat: tells what is chosen, and confirms the leadership for reads

    /**
     * Tells the chosen prefix and asks whether the ballot still stands.
     *
     * @param ballot the leader's ballot
     * @param round numbers the leader's heartbeats, ascending
     * @param chosenUpTo the leader's chosen prefix
     * @param settledEpoch the configuration that the leader knows to be settled: it governs, and a majority of its voters
     *     holds all that was chosen before durably
     */
    record Heartbeat(Ballot ballot, long round, long chosenUpTo, long settledEpoch) implements Message {}

    /**
     * No higher ballot was promised when this heartbeat arrived.
     *
     * @param ballot the heartbeat's ballot
     * @param round the heartbeat's round
     * @param chosenUpTo the sender's own chosen prefix
     * @param durableUpTo as much of it as the sender's disk holds
     */
    record HeartbeatAck(Ballot ballot, long round, long chosenUpTo, long durableUpTo) implements Message {}

    // ballot leader election: Ng, Haridi, Carbone, "Omni-Paxos: Breaking the Barriers of Partial Connectivity", section
    // 5

    /**
     * Starts a round of the sender's election component.
     *
     * @param round numbers the sender's rounds, ascending
     */
    record ElectionRequest(long round) implements Message {}

    /**
     * Answers a round.
     *
     * @param round the asker's round
     * @param ballot the highest ballot that the answerer has seen
     * @param leader the ballot that the answerer follows
     * @param happy whether the answerer hears that leader, and the leader its majority
     * @param chosenUpTo the answerer's chosen prefix: who is behind fetches from it, even out of sight of the leader
     */
    record ElectionReply(long round, Ballot ballot, Ballot leader, boolean happy, long chosenUpTo) implements Message {}

    // catch-up

    /**
     * Asks for chosen values.
     *
     * @param from the first slot wanted
     * @param maxBytes the size of the answer, roughly; the answerer may send less
     */
    record FetchChosen(long from, int maxBytes) implements Message {}

    /**
     * A page of chosen values, gapless from the asked slot on; empty where the answerer has none.
     *
     * @param from the asked slot
     * @param entries the values, by slot
     * @param chosenUpTo the answerer's chosen prefix
     * @param truncatedUpTo the last slot that the answerer's log no longer holds
     */
    record ChosenPage(long from, List<AcceptedEntry> entries, long chosenUpTo, long truncatedUpTo) implements Message {}

    // membership and leadership transfer

    /**
     * The leader hands over: whoever receives this runs Phase 1 now, without waiting for an election. Ongaro's
     * dissertation, section 3.10.
     *
     * @param ballot the leader's ballot
     */
    record TakeOver(Ballot ballot) implements Message {}

    /**
     * Answers any message of a member that was removed: it takes part in nothing any more.
     *
     * @param epoch the epoch of the answerer's configuration
     */
    record Removed(long epoch) implements Message {}

    /**
     * What the sender's state machine came to, for members to compare.
     *
     * @param slot the last slot applied
     * @param hash the hash over everything applied up to there
     */
    record StateDigest(long slot, long hash) implements Message {}

    // between the session layers

    /**
     * Asks the leader to propose these commands.
     *
     * @param commands the commands, of the sender's session
     */
    record Forward(List<Command> commands) implements Message {}

    /**
     * The forwarded commands were not proposed.
     *
     * @param session their session
     * @param sequences their numbers
     * @param reason why
     */
    record ForwardRefused(long session, List<Long> sequences, Refusal reason) implements Message {}

    /**
     * Asks the leader for a read index.
     *
     * @param request numbers the sender's requests
     */
    record ReadIndexRequest(long request) implements Message {}

    /**
     * Answers a read index request.
     *
     * @param request the request
     * @param index a linearizable read may be answered from a state that has applied this slot
     */
    record ReadIndexReply(long request, long index) implements Message {}

    /**
     * No read index from here.
     *
     * @param request the request
     * @param reason why
     */
    record ReadIndexRefused(long request, Refusal reason) implements Message {}

    /**
     * Asks the leader to change the configuration.
     *
     * @param request numbers the sender's requests
     * @param expectedEpoch the configuration that the change was made for
     * @param change the change
     */
    record AskChange(long request, long expectedEpoch, Change change) implements Message {}

    /**
     * Asks the leader to hand over.
     *
     * @param request numbers the sender's requests
     * @param target to whom; {@link MemberId#NONE} for the follower that suits best
     */
    record AskTransfer(long request, MemberId target) implements Message {}

    /**
     * Answers either.
     *
     * @param request the request
     * @param outcome what became of it
     */
    record Answer(long request, ChangeOutcome outcome) implements Message {}

    /** Why a member does not do what another asked it for. */
    enum Refusal {
        /** It does not lead, or not yet. */
        NOT_LEADER,
        /** Its queue is full. */
        OVERLOADED
    }
}
