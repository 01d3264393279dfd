package dev.paxoskv.node.transport;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.peer.v1.ConnectReply;
import dev.paxoskv.peer.v1.Handshake;

/** The check of a handshake: whether the two ends are who they believe each other to be, and have a language in common. */
sealed interface Admission {

    /**
     * The stream may be used.
     *
     * @param version the protocol version of both ends from here on
     */
    record Admitted(int version) implements Admission {}

    /**
     * It may not.
     *
     * @param reason for machines
     * @param text for people: what is wrong and what to do about it
     */
    record Denied(ConnectReply.Reason reason, String text) implements Admission {}

    /**
     * Checks a caller's handshake against who this node is and whom it knows.
     *
     * @param roomForGuests whether a caller may be let in that the book does not have: a node that lags has to hear members
     *     that were added since
     */
    static Admission check(Handshake hello, LocalMember self, AddressBook book, boolean roomForGuests) {
        ClusterId cluster = new ClusterId(hello.getClusterId());
        MemberId from = new MemberId(hello.getFromMember());
        MemberId to = new MemberId(hello.getToMember());
        if (!cluster.equals(self.cluster())) {
            return new Denied(
                    ConnectReply.Reason.REASON_OTHER_CLUSTER,
                    self.name() + " belongs to cluster " + self.cluster() + ", the caller to cluster " + cluster
                            + ". Point the two at different peers, or start the one that is wrong with the data directory"
                            + " of its own cluster");
        }
        if (!to.equals(self.member())) {
            return new Denied(
                    ConnectReply.Reason.REASON_OTHER_MEMBER,
                    "the caller expects member " + to + " at this address, which is served by " + self.name()
                            + ", member " + self.member()
                            + ". Either the address is wrong, or the data directory behind it"
                            + " was replaced: then remove the old member and add the new one");
        }
        if (book.removed().contains(from)) {
            return new Denied(
                    ConnectReply.Reason.REASON_REMOVED_MEMBER,
                    "member " + from
                            + " was removed from the cluster and stays out. To use that machine again, start it"
                            + " with an empty data directory and add it as a new member");
        }
        if (book.peer(from).isEmpty() && !roomForGuests) {
            return new Denied(
                    ConnectReply.Reason.REASON_UNKNOWN_MEMBER,
                    "the configuration that " + self.name() + " knows has no member " + from
                            + ", and too many such callers"
                            + " are connected. A member that was just added is let in as soon as this node has caught up;"
                            + " any other has to be added first");
        }
        return version(hello, self);
    }

    private static Admission version(Handshake hello, LocalMember self) {
        int version = Math.min(hello.getVersionMax(), Envelope.PROTOCOL_VERSION);
        if (hello.getVersionMin() < 1 || version < Math.max(hello.getVersionMin(), Envelope.OLDEST_VERSION)) {
            return new Denied(
                    ConnectReply.Reason.REASON_VERSION,
                    self.name() + " speaks protocol versions " + Envelope.OLDEST_VERSION + " to "
                            + Envelope.PROTOCOL_VERSION + ", the caller " + hello.getVersionMin() + " to "
                            + hello.getVersionMax() + ". Upgrade the older one, through the builds in between");
        }
        return new Admitted(version);
    }
}
