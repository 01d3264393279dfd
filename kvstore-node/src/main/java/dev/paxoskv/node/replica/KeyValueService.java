package dev.paxoskv.node.replica;

import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.Reply;
import java.util.concurrent.CompletableFuture;

/**
 * The replicated store as the client interfaces of one node see it. Every node serves every request, leader or not.
 *
 * <p>Any thread may call; no call blocks. Futures complete on a thread of the node, which must not be blocked either: what
 * takes long belongs on a thread of the caller. A future that fails does so with a {@link RequestException} that says
 * whether the request may have taken effect.
 */
public interface KeyValueService {

    /**
     * Lets an operation take effect once, in the order of the log.
     *
     * @param operation what to do
     * @return the reply after it was applied on this node; a {@link Reply.Failure} is an answer of the store and had no
     *     effect
     */
    CompletableFuture<Reply> write(Operation operation);

    /**
     * A state to read from.
     *
     * @param consistency what the state must show
     * @return the state; it does not change any more
     */
    CompletableFuture<ReadView> read(Consistency consistency);

    /** What this node is and knows at the moment; never waits. */
    NodeStatus status();

    /** What a read must show. */
    enum Consistency {
        /** Every write that was acknowledged, by any node, before the read began. Needs a majority. */
        LINEARIZABLE,
        /** Whatever this node has applied. Needs nobody; may be old. */
        STALE
    }
}
