package dev.paxoskv.node.transport;

import dev.paxoskv.node.paxos.message.Envelope;
import java.util.List;

/** Takes the messages that arrive. */
@FunctionalInterface
public interface InboundHandler {

    /**
     * Messages of one peer that arrived together, in the order in which they were sent. Called on a thread of the network,
     * for one peer by one thread at a time: hand them on, and do not block. Nothing more is read from this peer until the
     * call returns.
     */
    void received(List<Envelope> envelopes);
}
