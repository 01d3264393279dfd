package dev.paxoskv.node.paxos.session;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.List;
import java.util.SortedMap;

/**
 * Everything that can happen to a {@code SessionNode}.
 *
 * @param <R> what the state machine replies
 */
public sealed interface SessionInput<R> {

    /**
     * A message arrived.
     *
     * @param envelope the message and its sender
     */
    record Received<R>(Envelope envelope) implements SessionInput<R> {}

    /** One unit of time went by. */
    record Tick<R>() implements SessionInput<R> {}

    /**
     * The records of every persist effect up to this one are durable.
     *
     * @param id the number of the last one
     */
    record Persisted<R>(long id) implements SessionInput<R> {}

    /**
     * Clients of this node want these commands to take effect.
     *
     * @param writes the commands, in the order in which they came
     */
    record Writes<R>(List<Write> writes) implements SessionInput<R> {}

    /**
     * A client of this node wants to read linearizably.
     *
     * @param request the caller's number for it, unique among the reads
     * @param deadlineTicks it is answered within so many ticks, by a failure if need be
     */
    record Read<R>(long request, int deadlineTicks) implements SessionInput<R> {}

    /**
     * The state machine of this node has applied every slot up to this one, and readers see it.
     *
     * @param slot the last slot applied
     * @param results what became of the commands of this node's session since the last such input, in log order
     */
    record Applied<R>(long slot, List<CommandResult<R>> results) implements SessionInput<R> {}

    /**
     * An administrator wants another configuration. Answered by {@link SessionEffect.Changed}.
     *
     * @param request the caller's number for it, unique among the changes and transfers
     * @param expectedEpoch the epoch of the configuration that the change was made for
     * @param change the change
     * @param deadlineTicks it is answered within so many ticks, as unknown if need be
     */
    record Change<R>(long request, long expectedEpoch, dev.paxoskv.node.paxos.model.Change change, int deadlineTicks)
            implements SessionInput<R> {}

    /**
     * The leadership is to move. Answered by {@link SessionEffect.Changed}.
     *
     * @param request the caller's number for it, unique among the changes and transfers
     * @param target to whom; {@link MemberId#NONE} for the follower that suits best
     * @param deadlineTicks it is answered within so many ticks, as unknown if need be
     */
    record Transfer<R>(long request, MemberId target, int deadlineTicks) implements SessionInput<R> {}

    /**
     * A snapshot is installed, durably, and readers see its state.
     *
     * @param slot the last slot that its state covers
     * @param configurations the configuration commands up to there, by slot, without the genesis
     * @param kept what the state keeps of this node's session, as results: its opening, number 0, and the replies of its
     *     commands; if the state does not know the session, one {@link ApplyOutcome.SessionUnknown}
     */
    record Installed<R>(long slot, SortedMap<Long, Configuration> configurations, List<CommandResult<R>> kept)
            implements SessionInput<R> {}

    /** No snapshot was to be had. */
    record InstallFailed<R>() implements SessionInput<R> {}

    /**
     * The log no longer holds the slots up to this one.
     *
     * @param upToSlot the slot
     */
    record Truncated<R>(long upToSlot) implements SessionInput<R> {}

    /**
     * A chosen slot of the log cannot be read.
     *
     * @param slot the slot
     */
    record Damaged<R>(long slot) implements SessionInput<R> {}

    /**
     * The state machine of this node came to this. Every member tells it for the same slots.
     *
     * @param slot the last slot applied
     * @param hash the hash over everything applied up to there
     */
    record Digest<R>(long slot, long hash) implements SessionInput<R> {}

    /**
     * One command of a client.
     *
     * @param request the caller's number for it, unique among the writes
     * @param payload the encoded operation
     * @param deadlineTicks it is answered within so many ticks, as unknown if need be
     */
    record Write(long request, byte[] payload, int deadlineTicks) {}

    /**
     * What the state machine did with one command, or with a request to open a session, of this node's member.
     *
     * @param session the command's session
     * @param sequence the command's number; 0 is the opening of the session
     * @param outcome what became of it
     */
    record CommandResult<R>(long session, long sequence, ApplyOutcome<R> outcome) {}

    /** What the state machine says of a command that it met in the log. */
    sealed interface ApplyOutcome<R> {

        /**
         * It took effect, now or when it was met before.
         *
         * @param reply the state machine's reply
         */
        record Applied<R>(R reply) implements ApplyOutcome<R> {}

        /** Its session is not open (any more): it had no effect and never will in this session. */
        record SessionUnknown<R>() implements ApplyOutcome<R> {}

        /** It stands below the session's mark: it is settled already. */
        record BelowMark<R>() implements ApplyOutcome<R> {}

        /** The table is full: it had no effect at this slot. A copy of it further on in the log may have one. */
        record TableFull<R>() implements ApplyOutcome<R> {}

        /**
         * The session could not be opened: the member has one of this or a higher incarnation.
         *
         * @param current the incarnation of the open one
         */
        record IncarnationTooLow<R>(long current) implements ApplyOutcome<R> {}
    }
}
