package dev.paxoskv.node.paxos;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.Command;
import java.util.List;

/** Everything that can happen to a {@link PaxosNode}. */
public sealed interface Input {

    /**
     * A message arrived.
     *
     * @param envelope the message and its sender
     */
    record Received(Envelope envelope) implements Input {}

    /** One unit of time went by; see {@link Tuning} for its meaning. */
    record Tick() implements Input {}

    /**
     * Clients want these commands in the log. The answer is an {@link Effect.Rejected} in the same step, or none: then they
     * are proposed, for as long as this node leads.
     *
     * @param commands the commands, in the order in which they should be chosen
     */
    record Propose(List<Command> commands) implements Input {}

    /**
     * A client wants to read. Answered by {@link Effect.ReadReady} or {@link Effect.ReadRefused}, now or later.
     *
     * @param request the caller's number for it
     */
    record Read(long request) implements Input {}

    /**
     * The records of every {@link Effect.Persist} up to this one are durable.
     *
     * @param id the number of the last one
     */
    record Persisted(long id) implements Input {}
}
