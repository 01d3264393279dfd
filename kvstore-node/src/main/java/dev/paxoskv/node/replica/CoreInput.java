package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.session.SessionInput.CommandResult;
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
     * The disk thread made everything up to this request durable.
     *
     * @param id the request's number
     */
    record Persisted(long id) implements CoreInput {}

    /**
     * The applier applied slots.
     *
     * @param slot the last one
     * @param results what became of this node's commands among them
     */
    record Applied(long slot, List<CommandResult<Reply>> results) implements CoreInput {}

    /**
     * Somebody waits until no client's request is open.
     *
     * @param drained completed then
     */
    record Drain(CompletableFuture<Void> drained) implements CoreInput {}

    /** No snapshot was to be had. */
    record InstallFailed() implements CoreInput {}
}
