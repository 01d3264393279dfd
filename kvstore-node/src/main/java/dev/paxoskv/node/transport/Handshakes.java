package dev.paxoskv.node.transport;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.peer.v1.Handshake;

/** How a member introduces itself to a peer. */
final class Handshakes {
    private Handshakes() {}

    /**
     * This node's hello.
     *
     * @param self who it is
     * @param ownAddress host:port where peers reach it; empty if it does not know
     * @param to the member that it believes to call
     */
    static Handshake hello(LocalMember self, String ownAddress, MemberId to) {
        return Handshake.newBuilder()
                .setClusterId(self.cluster().value())
                .setFromMember(self.member().value())
                .setToMember(to.value())
                .setVersionMin(Envelope.OLDEST_VERSION)
                .setVersionMax(Envelope.PROTOCOL_VERSION)
                .setName(self.name())
                .setPeerAddress(ownAddress)
                .build();
    }
}
