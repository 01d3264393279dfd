package dev.paxoskv.node.paxos.session;

import dev.paxoskv.node.paxos.message.Envelope;
import java.util.List;

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
