package dev.paxoskv.node.paxos;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Entry;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.List;

/** Everything that a {@link PaxosNode} asks its driver to do. Effects are carried out in the order they are given. */
public sealed interface Effect {

    /**
     * Send this now. May be lost.
     *
     * @param envelope the message
     */
    record Send(Envelope envelope) implements Effect {}

    /**
     * Make these records durable, then send the messages that vouch for them, then tell {@link Input.Persisted}. Several
     * may become durable in one write, in order; none may be left out, and a write that fails stops the node.
     *
     * @param id numbers the requests, ascending by one
     * @param records the records, in order
     * @param releases what may leave the node only when the records, and all before them, are durable
     */
    record Persist(long id, List<LogRecord> records, List<Envelope> releases) implements Effect {}

    /**
     * This slot is chosen: apply it. Given for every slot above the recovered chosen prefix once, in order, without a gap.
     * The value may not be durable on this node yet.
     *
     * @param slot the slot
     * @param entry its value
     */
    record Chosen(long slot, Entry entry) implements Effect {}

    /**
     * Answer a {@link Message.FetchChosen} from the log: chosen entries from {@code from} on, gapless, no more than roughly
     * {@code maxBytes} (one entry at least), none above {@code chosenUpTo}. The log is read as all {@link Persist} effects
     * before this one leave it: until they are done, it may hold an older ballot's value at a chosen slot.
     *
     * @param to who asked
     * @param from the first slot
     * @param maxBytes the size of the page
     * @param chosenUpTo this node's chosen prefix
     */
    record ServePage(MemberId to, long from, int maxBytes, long chosenUpTo) implements Effect {}

    /**
     * The read may be answered from any state that has applied this slot.
     *
     * @param request the request's number
     * @param index the slot
     */
    record ReadReady(long request, long index) implements Effect {}

    /**
     * The read cannot be answered here.
     *
     * @param request the request's number
     * @param reason why
     */
    record ReadRefused(long request, Message.Refusal reason) implements Effect {}

    /**
     * These commands of the step's {@link Input.Propose} were not taken: none of them will be proposed for that input.
     *
     * @param commands the commands
     * @param reason why
     */
    record Rejected(List<Command> commands, Message.Refusal reason) implements Effect {}

    /**
     * This node's view of the leadership changed.
     *
     * @param role what this node is now
     * @param leader the ballot that it follows; its owner is the leader, {@link Ballot#ZERO} for nobody
     */
    record LeadershipChanged(Role role, Ballot leader) implements Effect {}

    /**
     * An administrator's request is answered.
     *
     * @param request the request's number
     * @param outcome what became of it
     */
    record Changed(long request, ChangeOutcome outcome) implements Effect {}

    /**
     * This node is behind what the others' logs still hold. Fetch the newest snapshot of this member, install it, and say
     * {@link Input.Installed} or {@link Input.InstallFailed}; until then this is not asked for again.
     *
     * @param from the member
     */
    record FetchSnapshot(MemberId from) implements Effect {}

    /**
     * This is the latest configuration that the node knows to be chosen; it governs from alpha slots further on. Its
     * members, and those of the one before, are whom the node talks to.
     *
     * @param slot the slot of the configuration; 0 for the genesis
     * @param latest the configuration
     */
    record ConfigurationChanged(long slot, Configuration latest) implements Effect {}

    /**
     * This member was removed from its cluster: it takes part in nothing any more, and never will again.
     *
     * @param epoch the epoch of a configuration without it
     */
    record Removed(long epoch) implements Effect {}

    /**
     * Another member's state machine came to something else than this one's, and no majority says who is right.
     *
     * @param member the member
     * @param slot the last slot applied when they differed
     */
    record Diverged(MemberId member, long slot) implements Effect {}

    /**
     * The node cannot go on: stop it, and say why.
     *
     * @param reason what is wrong and what to do about it
     */
    record Halt(String reason) implements Effect {}

    /** What a node is to the others. */
    enum Role {
        /** Follows a leader, or waits for one. */
        FOLLOWER,
        /** Runs Phase 1, or finishes what it recovered from it. */
        CANDIDATE,
        /** Proposes. */
        LEADER
    }
}
