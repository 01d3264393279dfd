package dev.paxoskv.node.paxos;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.List;
import java.util.SortedMap;

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

    /**
     * An administrator wants another configuration. Answered by {@link Effect.Changed}, now or later.
     *
     * @param request the caller's number for it
     * @param expectedEpoch the epoch of the configuration that the change was made for
     * @param change the change
     */
    record ChangeMembers(long request, long expectedEpoch, Change change) implements Input {}

    /**
     * The leadership is to move. Answered by {@link Effect.Changed}, now or later.
     *
     * @param request the caller's number for it
     * @param target to whom; {@link MemberId#NONE} for the follower that suits best
     */
    record Transfer(long request, MemberId target) implements Input {}

    /**
     * A snapshot is installed, durably: {@link Effect.FetchSnapshot} is done.
     *
     * @param slot the last slot that its state covers
     * @param configurations the configuration commands up to there, by slot, without the genesis
     */
    record Installed(long slot, SortedMap<Long, Configuration> configurations) implements Input {}

    /** No snapshot was to be had for the last {@link Effect.FetchSnapshot}. */
    record InstallFailed() implements Input {}

    /**
     * The log no longer holds the slots up to this one.
     *
     * @param upToSlot the slot
     */
    record Truncated(long upToSlot) implements Input {}

    /**
     * A chosen slot of the log cannot be read: it is to be had from another member.
     *
     * @param slot the slot
     */
    record Damaged(long slot) implements Input {}

    /**
     * The state machine of this node came to this. Every member tells it for the same slots.
     *
     * @param slot the last slot applied
     * @param hash the hash over everything applied up to there
     */
    record Digest(long slot, long hash) implements Input {}
}
