package dev.paxoskv.node.paxos.message;

import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.MemberId;

/**
 * A message with what every message carries. A receiver drops an envelope of another cluster, for another member, or
 * from somebody who is no member.
 *
 * @param cluster the sender's cluster
 * @param from the sender
 * @param to the receiver; the sender itself where one role of a node tells another something that had to wait for the
 *     disk
 * @param version the newest protocol version that both ends speak
 * @param message the message
 */
public record Envelope(ClusterId cluster, MemberId from, MemberId to, int version, Message message) {

    /** The protocol version of this build. */
    public static final int PROTOCOL_VERSION = 2;

    /** The oldest protocol version that this build understands. */
    public static final int OLDEST_VERSION = 1;
}
