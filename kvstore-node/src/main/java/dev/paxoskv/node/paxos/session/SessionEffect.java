package dev.paxoskv.node.paxos.session;

import dev.paxoskv.node.paxos.Effect;
import dev.paxoskv.node.paxos.model.ChangeOutcome;

/**
 * Everything that a {@code SessionNode} asks its driver to do, in order.
 *
 * @param <R> what the state machine replies
 */
public sealed interface SessionEffect<R> {

    /**
     * An effect of the protocol. Its read and rejection effects never come out here.
     *
     * @param effect the effect
     */
    record Protocol<R>(Effect effect) implements SessionEffect<R> {}

    /**
     * A client's write is settled.
     *
     * @param request the caller's number for it
     * @param outcome how
     */
    record WriteSettled<R>(long request, WriteOutcome<R> outcome) implements SessionEffect<R> {}

    /**
     * A client's read may be answered from the published state now.
     *
     * @param request the caller's number for it
     */
    record ReadReady<R>(long request) implements SessionEffect<R> {}

    /**
     * A client's read could not be confirmed.
     *
     * @param request the caller's number for it
     * @param failure why
     */
    record ReadFailed<R>(long request, Failure failure) implements SessionEffect<R> {}

    /**
     * An administrator's request is answered.
     *
     * @param request the caller's number for it
     * @param outcome what became of it
     */
    record Changed<R>(long request, ChangeOutcome outcome) implements SessionEffect<R> {}

    /** How a write ended. */
    sealed interface WriteOutcome<R> {

        /**
         * Chosen, and applied on this node.
         *
         * @param reply the state machine's reply
         */
        record Done<R>(R reply) implements WriteOutcome<R> {}

        /**
         * It had no effect and never will.
         *
         * @param failure why
         */
        record NotDone<R>(Failure failure) implements WriteOutcome<R> {}

        /** The deadline passed while it may still take effect. */
        record Unknown<R>() implements WriteOutcome<R> {}
    }

    /** Why a request was not served. */
    enum Failure {
        /** No leader was reached before the deadline. */
        NO_LEADER,
        /** A queue is full: try again later, more slowly. */
        OVERLOADED
    }
}
