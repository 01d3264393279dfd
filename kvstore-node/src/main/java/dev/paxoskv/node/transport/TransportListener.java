package dev.paxoskv.node.transport;

import dev.paxoskv.node.paxos.model.MemberId;

/** Told what the transport does, for metrics. Called on the transport's threads and the callers'; must be quick. */
public interface TransportListener {

    /** Listens to nothing. */
    TransportListener NONE = new TransportListener() {};

    /**
     * A frame was handed to the network.
     *
     * @param messages how many messages it holds
     * @param bytes its size on the wire
     */
    default void sent(MemberId to, int messages, long bytes) {}

    /** A frame arrived. */
    default void received(MemberId from, int messages, long bytes) {}

    /** Messages will not be sent. */
    default void dropped(MemberId to, Drop reason, int messages) {}

    /** A stream to this peer was accepted. */
    default void connected(MemberId to) {}

    /** A stream to this peer, or an attempt at one, ended. It will be tried again. */
    default void disconnected(MemberId to, String reason) {}

    /** A probe came back after this time, in nanoseconds. */
    default void roundTrip(MemberId to, long nanos) {}

    /** Why a message is not sent. */
    enum Drop {
        /** There is no stream to the peer. */
        NOT_CONNECTED,
        /** The peer takes messages more slowly than they come. */
        QUEUE_FULL,
        /** The message is larger than a frame may be. */
        TOO_LARGE,
        /** The peer's build does not know such messages. */
        TOO_NEW,
        /** The address book has no such peer. */
        UNKNOWN_PEER
    }
}
