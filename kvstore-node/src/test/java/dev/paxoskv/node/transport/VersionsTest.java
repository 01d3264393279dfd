package dev.paxoskv.node.transport;

import static dev.paxoskv.node.transport.PeerTransportTest.OPTIONS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.codec.MessageCodec;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.transport.TransportListener.Drop;
import dev.paxoskv.peer.v1.ConnectReply;
import dev.paxoskv.peer.v1.ConnectRequest;
import dev.paxoskv.peer.v1.Frame;
import dev.paxoskv.peer.v1.Handshake;
import dev.paxoskv.peer.v1.PeerGrpc;
import dev.paxoskv.peer.v1.PeerMessage;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Builds of different protocol versions, side by side. */
@Timeout(120)
class VersionsTest {
    private static final Ballot BALLOT = new Ballot(3, new MemberId(1));

    @Test
    void newestVersionThatBothSpeakIsThatOfTheMessages() throws InterruptedException {
        try (TestNode node = new TestNode(1, OPTIONS)) {
            node.start();
            ManagedChannel channel = node.channels.open(node.address());
            for (int newest = Envelope.OLDEST_VERSION; newest <= Envelope.PROTOCOL_VERSION; newest++) {
                Replies replies = new Replies();
                StreamObserver<ConnectRequest> stream =
                        PeerGrpc.newStub(channel).connect(replies);
                stream.onNext(hello(node, newest));
                assertThat(replies.next().getAccepted().getVersion()).isEqualTo(newest);
                stream.onNext(ConnectRequest.newBuilder()
                        .setFrame(Frame.newBuilder().addMessages(MessageCodec.encode(new Message.ElectionRequest(1))))
                        .build());
                assertThat(node.batch()).extracting(Envelope::version).containsExactly(newest);
            }
            channel.shutdownNow();
        }
    }

    private static ConnectRequest hello(TestNode to, int newest) {
        return ConnectRequest.newBuilder()
                .setHello(Handshake.newBuilder()
                        .setClusterId(to.self.cluster().value())
                        .setFromMember(2)
                        .setToMember(to.self.member().value())
                        .setVersionMin(1)
                        .setVersionMax(newest))
                .build();
    }

    @Test
    void messageThatAnOlderPeerDoesNotKnowIsNotSentToIt() throws Exception {
        OlderNode older = new OlderNode();
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(older)
                .directExecutor()
                .build()
                .start();
        try (TestNode node = new TestNode(1, OPTIONS)) {
            MemberId peer = new MemberId(2);
            node.start(new Peer(peer, "n2", "127.0.0.1:" + server.getPort()));
            node.events.awaitConnected();
            send(node, peer, new Message.TakeOver(BALLOT));
            send(node, peer, new Message.Promise(BALLOT, 1, 0, List.of(), 0, 0, List.of(5L)));
            send(node, peer, new Message.Promise(BALLOT, 1, 0, List.of(), 0, 0, List.of()));
            assertThat(older.frame().getMessagesList())
                    .extracting(PeerMessage::getKindCase)
                    .containsExactly(PeerMessage.KindCase.PROMISE);
            assertThat(node.events.dropped(Drop.TOO_NEW)).isEqualTo(2);
        } finally {
            server.shutdownNow();
        }
    }

    private static void send(TestNode from, MemberId to, Message message) {
        from.transport()
                .send(new Envelope(from.self.cluster(), from.self.member(), to, Envelope.PROTOCOL_VERSION, message));
    }

    /** A build that speaks the first version only. */
    private static final class OlderNode extends PeerGrpc.PeerImplBase {
        private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();

        @Override
        public StreamObserver<ConnectRequest> connect(StreamObserver<ConnectReply> replies) {
            return new StreamObserver<>() {
                @Override
                public void onNext(ConnectRequest request) {
                    switch (request.getKindCase()) {
                        case HELLO ->
                            replies.onNext(ConnectReply.newBuilder()
                                    .setAccepted(
                                            ConnectReply.Accepted.newBuilder().setVersion(1))
                                    .build());
                        case FRAME -> frames.add(request.getFrame());
                        case PROBE ->
                            replies.onNext(ConnectReply.newBuilder()
                                    .setProbe(request.getProbe())
                                    .build());
                        case KIND_NOT_SET -> throw new AssertionError("a request of no kind");
                    }
                }

                @Override
                public void onError(Throwable failure) {}

                @Override
                public void onCompleted() {
                    replies.onCompleted();
                }
            };
        }

        Frame frame() throws InterruptedException {
            Frame frame = frames.poll(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("no frame came");
            }
            return frame;
        }
    }
}
