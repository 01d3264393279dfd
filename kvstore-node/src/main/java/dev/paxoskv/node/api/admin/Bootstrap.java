package dev.paxoskv.node.api.admin;

import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.concurrent.CompletableFuture;

/**
 * The one explicit act that forms a cluster: a node that waits for it, in managed mode, becomes the only member of a new
 * one. Any thread may call; no call blocks.
 */
public interface Bootstrap {

    /**
     * Forms a cluster. Doing it again with the same ids has the same answer and no effect.
     *
     * @param cluster the new cluster's id
     * @param member this node's member id, so that nobody else's disk is taken for it
     * @return what became of it
     */
    CompletableFuture<Result> bootstrap(ClusterId cluster, MemberId member);

    /** What became of it. */
    sealed interface Result {

        /** The node is, or was already, the first member of this cluster: that is durable. */
        record Formed() implements Result {}

        /**
         * It had no effect.
         *
         * @param reason why
         * @param text the same for people, with what to do about it
         */
        record Refused(Refusal reason, String text) implements Result {}
    }

    /** Why it is refused. */
    enum Refusal {
        /** The node is not one that waits to be told: it forms its cluster by a list, or joins one. */
        NOT_MANAGED,
        /** The node belongs to a cluster already. */
        ALREADY_FORMED,
        /** The node's member id is another. */
        WRONG_MEMBER
    }
}
