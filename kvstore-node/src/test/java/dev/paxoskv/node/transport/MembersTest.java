package dev.paxoskv.node.transport;

import static dev.paxoskv.node.transport.PeerTransportTest.OPTIONS;
import static dev.paxoskv.node.transport.PeerTransportTest.connect;
import static dev.paxoskv.node.transport.PeerTransportTest.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.paxoskv.node.paxos.formation.Introduction;
import dev.paxoskv.node.paxos.formation.Introduction.Membership;
import dev.paxoskv.node.paxos.formation.ListedPeer;
import dev.paxoskv.node.paxos.formation.PeerList;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.transport.TransportListener.Drop;
import dev.paxoskv.peer.v1.ConnectReply.Reason;
import dev.paxoskv.peer.v1.ConnectRequest;
import dev.paxoskv.peer.v1.Handshake;
import dev.paxoskv.peer.v1.PeerGrpc;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whom a node talks to while members come and go. */
@Timeout(120)
class MembersTest {

    @Test
    void memberThatANodeDoesNotKnowYetIsHeardAndAnswered() throws InterruptedException {
        try (TestNode added = new TestNode(1, OPTIONS);
                TestNode lagging = new TestNode(2, OPTIONS)) {
            lagging.start();
            added.start(lagging.peer());
            added.events.awaitConnected();
            lagging.events.awaitConnected();
            added.send(lagging, new Message.ElectionRequest(1));
            assertThat(lagging.batch()).extracting(Envelope::from).containsExactly(added.self.member());
            lagging.send(added, new Message.ElectionRequest(2));
            assertThat(added.batch()).hasSize(1);
        }
    }

    @Test
    void guestThatLeavesIsForgottenAndOneThatBecomesAMemberIsNot() throws InterruptedException {
        try (TestNode guest = new TestNode(1, OPTIONS);
                TestNode node = new TestNode(2, OPTIONS);
                TestNode member = new TestNode(3, OPTIONS)) {
            node.start();
            guest.start(node.peer());
            member.start(node.peer());
            node.events.awaitConnected();
            node.events.awaitConnected();
            Configuration configuration = configuration(4, List.of(), node, member);
            node.transport().members(configuration, configuration);
            guest.transport().stop(Duration.ZERO);
            member.transport().stop(Duration.ZERO);
            sendUntilDropped(node, guest, Drop.UNKNOWN_PEER);
            sendUntilDropped(node, member, Drop.NOT_CONNECTED);
        }
    }

    @Test
    void guestsAreLimited() throws InterruptedException {
        try (TestNode node = new TestNode(1, OPTIONS)) {
            node.start();
            ManagedChannel channel = node.channels.open(node.address());
            List<Replies> admitted = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                admitted.add(hello(channel, node, 100 + i));
                assertThat(admitted.getLast().next().hasAccepted()).isTrue();
            }
            Replies refused = hello(channel, node, 999);
            assertThat(refused.next().getRefused().getReason()).isEqualTo(Reason.REASON_UNKNOWN_MEMBER);
            assertThat(hello(channel, node, 100).next().hasAccepted())
                    .as("a new stream of a guest takes the place of its old one")
                    .isTrue();
            channel.shutdownNow();
        }
    }

    private static Replies hello(ManagedChannel channel, TestNode to, long from) {
        Replies replies = new Replies();
        PeerGrpc.newStub(channel)
                .connect(replies)
                .onNext(ConnectRequest.newBuilder()
                        .setHello(Handshake.newBuilder()
                                .setClusterId(to.self.cluster().value())
                                .setFromMember(from)
                                .setToMember(to.self.member().value())
                                .setVersionMin(1)
                                .setVersionMax(Envelope.PROTOCOL_VERSION))
                        .build());
        return replies;
    }

    @Test
    void memberThatIsRemovedLosesItsStreamAndHearsWhy() throws InterruptedException {
        try (TestNode removed = new TestNode(1, OPTIONS);
                TestNode node = new TestNode(2, OPTIONS)) {
            connect(removed, node);
            Configuration without = configuration(7, List.of(removed.self.member()), node);
            node.transport().members(without, without);
            removed.events.awaitDisconnected("was removed from the cluster");
            assertThat(removed.batch())
                    .containsExactly(new Envelope(
                            TestNode.CLUSTER,
                            node.self.member(),
                            removed.self.member(),
                            Envelope.PROTOCOL_VERSION,
                            new Message.Removed(7)));
            node.send(removed, new Message.Removed(8));
            assertThat(heard(removed, new Message.Removed(8)))
                    .as("it can still be told so for a while")
                    .isTrue();
        }
    }

    private static boolean heard(TestNode node, Message message) throws InterruptedException {
        while (node.batch().stream().noneMatch(envelope -> envelope.message().equals(message))) {
            // refused again and again meanwhile, and told so
        }
        return true;
    }

    @Test
    void memberThatIsRemovedIsLetGoWhenItsTimeIsUp() throws InterruptedException {
        try (TestNode removed = new TestNode(1, OPTIONS);
                TestNode node = new TestNode(2, options(Duration.ZERO))) {
            connect(removed, node);
            Configuration without = configuration(7, List.of(removed.self.member()), node);
            node.transport().members(without, without);
            sendUntilDropped(node, removed, Drop.UNKNOWN_PEER);
        }
    }

    @Test
    void memberThatIsRemovedIsHeardUntilThatIsSettled() throws InterruptedException {
        try (TestNode removed = new TestNode(1, OPTIONS);
                TestNode node = new TestNode(2, OPTIONS)) {
            connect(removed, node);
            Configuration before = configuration(6, List.of(), node, removed);
            Configuration without = configuration(7, List.of(removed.self.member()), node);
            node.transport().members(before, without);
            removed.send(node, new Message.ElectionRequest(3));
            assertThat(node.batch()).extracting(Envelope::message).containsExactly(new Message.ElectionRequest(3));
            node.transport().members(without, without);
            removed.events.awaitDisconnected("was removed");
        }
    }

    @Test
    void membersThatSomebodyTellsOfAreDialledUntilTheNodeKnowsBetter() throws InterruptedException {
        try (TestNode node = new TestNode(1, OPTIONS);
                TestNode told = new TestNode(2, OPTIONS)) {
            told.start(node.peer());
            node.start();
            told.events.awaitConnected();
            node.transport().hint(told.self.member(), configuration(5, List.of(), node, told));
            node.events.awaitConnected();
            Configuration older = configuration(4, List.of(), node);
            node.transport().members(older, older);
            node.send(told, new Message.ElectionRequest(1));
            assertThat(told.batch()).hasSize(1);
        }
    }

    @Test
    void memberThatHearsNoLeaderLooksForItsCluster() throws Exception {
        try (TestNode lost = new TestNode(1, OPTIONS);
                TestNode stranger = new TestNode(2, OPTIONS);
                TestNode member = new TestNode(3, OPTIONS)) {
            Genesis genesis = new Genesis(TestNode.CLUSTER, 8, configuration(1, List.of(), lost));
            Genesis foreign = new Genesis(new ClusterId(9), 8, configuration(1, List.of(), stranger));
            stranger.endpoint.serveIdentity(_ -> introduction(stranger, Membership.of(foreign)));
            member.endpoint.serveIdentity(_ -> introduction(
                    member, new Membership(genesis, configuration(6, List.of(lost.self.member()), member))));
            member.start();
            lost.start();
            Lookout lookout = new Lookout(
                    new PeerIdentify(lost.channels),
                    () -> introduction(lost, Membership.of(genesis)),
                    () -> List.of(stranger.address(), "127.0.0.1:1", member.address()),
                    lost.transport());
            Thread watching = Thread.ofPlatform().daemon().start(() -> {
                try {
                    lookout.run(() -> true, Duration.ofMillis(20));
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            });
            assertThat(lost.batch())
                    .extracting(Envelope::from, Envelope::message)
                    .containsExactly(tuple(member.self.member(), new Message.Removed(6)));
            lookout.stop();
            watching.join(TestNode.PATIENCE.toMillis());
            assertThat(watching.isAlive()).isFalse();
        }
    }

    private static Introduction introduction(TestNode node, Membership membership) {
        ListedPeer line = new ListedPeer(1, node.address(), "http:1", "grpc:1");
        return new Introduction(
                node.self.member(), node.self.name(), 1, new PeerList(List.of(line)), membership, MemberId.NONE);
    }

    @Test
    void addressThatIsNoneIsTriedOnWithoutHarm() throws InterruptedException {
        try (TestNode node = new TestNode(1, OPTIONS);
                TestNode other = new TestNode(2, OPTIONS)) {
            other.start(node.peer());
            node.start(new Peer(other.self.member(), "n2", "no address at all"));
            node.events.awaitDisconnected("no address");
            node.transport().update(AddressBook.of(List.of(other.peer())));
            node.events.awaitConnected();
        }
    }

    /** Until the node knows that nobody is there: what it sends meanwhile may still be lost on the way. */
    private static void sendUntilDropped(TestNode from, TestNode to, Drop reason) {
        while (from.events.dropped(reason) == 0) {
            from.send(to, new Message.ElectionRequest(1));
            Thread.onSpinWait();
        }
    }

    private static Configuration configuration(long epoch, List<MemberId> removed, TestNode... nodes) {
        List<Member> members = new ArrayList<>();
        for (TestNode node : nodes) {
            members.add(new Member(
                    node.self.member(), node.self.name(), Member.Role.VOTER, node.address(), "http:1", "grpc:1"));
        }
        return new Configuration(epoch, members, removed, Configuration.BASE_LEVEL);
    }
}
