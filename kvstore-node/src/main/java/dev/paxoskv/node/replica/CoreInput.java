package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.paxos.session.SessionInput;
import dev.paxoskv.node.statemachine.Reply;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What other threads hand to the core's thread. */
sealed interface CoreInput {

    /**
     * Messages arrived.
     *
     * @param envelopes the messages, in order
     */
    record Messages(List<Envelope> envelopes) implements CoreInput {}

    /**
     * A client writes.
     *
     * @param payload the encoded operation
     * @param reply completed with the outcome
     */
    record Write(byte[] payload, CompletableFuture<Reply> reply) implements CoreInput {}

    /**
     * A client reads linearizably.
     *
     * @param ready completed when the published state may be read
     */
    record Read(CompletableFuture<Void> ready) implements CoreInput {}

    /**
     * An administrator changes the configuration.
     *
     * @param expectedEpoch the epoch of the configuration that the change was made for
     * @param change the change
     * @param outcome completed with what became of it
     */
    record Change(
            long expectedEpoch, dev.paxoskv.node.paxos.model.Change change, CompletableFuture<ChangeOutcome> outcome)
            implements CoreInput {}

    /**
     * The leadership is to move.
     *
     * @param target to whom; {@link MemberId#NONE} for the follower that suits best
     * @param outcome completed with what became of it
     */
    record Transfer(MemberId target, CompletableFuture<ChangeOutcome> outcome) implements CoreInput {}

    /**
     * Another thread of the node did, or found, something.
     *
     * @param what as the core wants to be told
     */
    record Report(SessionInput<Reply> what) implements CoreInput {}

    /**
     * Somebody waits until no client's request is open.
     *
     * @param drained completed then
     */
    record Drain(CompletableFuture<Void> drained) implements CoreInput {}
}
