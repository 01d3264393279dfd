package dev.paxoskv.node.transport;

import dev.paxoskv.node.paxos.message.Message;

/** Since which protocol version there is a message. A peer that speaks an older one is not sent it. */
final class MessageVersions {
    private static final int FIRST = 1;

    /** Members change, leaderships move, damage is repaired. */
    private static final int MEMBERSHIP = 2;

    private MessageVersions() {}

    /** The oldest protocol version that can carry all that this message says. */
    static int since(Message message) {
        return switch (message) {
            case Message.ElectionRequest _, Message.ElectionReply _ -> FIRST;
            case Message.Heartbeat _, Message.HeartbeatAck _, Message.Announce _ -> FIRST;
            case Message.Prepare _, Message.Nack _ -> FIRST;
            // to an older proposer a damaged slot would look like one at which nothing was accepted
            case Message.Promise promise -> promise.faulty().isEmpty() ? FIRST : MEMBERSHIP;
            case Message.Accept _, Message.Accepted _ -> FIRST;
            case Message.ReadIndexRequest _, Message.ReadIndexReply _, Message.ReadIndexRefused _ -> FIRST;
            case Message.FetchChosen _, Message.ChosenPage _ -> FIRST;
            case Message.Forward _, Message.ForwardRefused _ -> FIRST;
            case Message.TakeOver _, Message.Removed _, Message.StateDigest _ -> MEMBERSHIP;
            case Message.AskChange _, Message.AskTransfer _, Message.Answer _ -> MEMBERSHIP;
        };
    }
}
