package dev.paxoskv.node.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.peer.v1.ConnectReply;
import dev.paxoskv.peer.v1.ConnectRequest;
import dev.paxoskv.peer.v1.Frame;
import dev.paxoskv.peer.v1.Handshake;
import dev.paxoskv.peer.v1.IdentifyRequest;
import dev.paxoskv.peer.v1.PeerGrpc;
import dev.paxoskv.peer.v1.PeerMessage;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a peer that breaks the protocol meets. */
@Timeout(120)
class MalformedInputTest {
    private static final TransportOptions OPTIONS = new TransportOptions(
            1 << 20,
            64 << 10,
            4 << 20,
            1000,
            Duration.ofMillis(5),
            Duration.ofMillis(50),
            Duration.ofSeconds(30),
            Duration.ofMillis(100),
            Duration.ofSeconds(30),
            Duration.ofHours(1),
            Duration.ofHours(1));

    private final TestNode node = new TestNode(1, OPTIONS);
    private final TestNode wellBehaved = new TestNode(2, OPTIONS);
    private final TestNode stranger = new TestNode(3, OPTIONS);
    private final ManagedChannel channel = stranger.channels.open(node.address());
    private final Replies replies = new Replies();

    @BeforeEach
    void start() {
        node.start(wellBehaved.peer(), stranger.peer());
        wellBehaved.start(node.peer());
    }

    @AfterEach
    void othersAreNotDisturbed() throws InterruptedException {
        wellBehaved.events.awaitConnected();
        wellBehaved.send(node, new Message.ElectionRequest(9));
        assertThat(node.batch()).hasSize(1).allMatch(e -> e.from().equals(wellBehaved.self.member()));
        channel.shutdownNow();
        stranger.close();
        wellBehaved.close();
        node.close();
    }

    @Test
    void frameBeforeTheHandshake() throws Exception {
        connect().onNext(frame(PeerMessage.getDefaultInstance()));
        assertThat(replies.end())
                .extracting(Status::getCode, Status::getDescription)
                .containsExactly(Status.Code.INVALID_ARGUMENT, "malformed: a frame before the handshake");
    }

    @Test
    void messageOfNoKindKeepsTheMemberOut() throws Exception {
        StreamObserver<ConnectRequest> stream = connect();
        stream.onNext(hello());
        assertThat(replies.next().hasAccepted()).isTrue();
        stream.onNext(frame(PeerMessage.getDefaultInstance()));
        assertThat(replies.end().getDescription()).contains("malformed", "no kind");

        connect().onNext(hello());
        ConnectReply reply = replies.next();
        assertThat(reply.getRefused().getReason()).isEqualTo(ConnectReply.Reason.REASON_KEPT_OUT);
        assertThat(replies.end().isOk()).isTrue();
    }

    @Test
    void goodMessagesBeforeABadOneInAFrameAreNotUsed() throws Exception {
        StreamObserver<ConnectRequest> stream = connect();
        stream.onNext(hello());
        replies.next();
        PeerMessage good = PeerMessage.newBuilder()
                .setElectionRequest(PeerMessage.ElectionRequest.newBuilder().setRound(1))
                .build();
        stream.onNext(frame(good, PeerMessage.getDefaultInstance()));
        assertThat(replies.end().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void secondHandshake() throws Exception {
        StreamObserver<ConnectRequest> stream = connect();
        stream.onNext(hello());
        replies.next();
        stream.onNext(hello());
        assertThat(replies.end().getDescription()).contains("second handshake");
    }

    @Test
    void emptyRequest() throws Exception {
        connect().onNext(ConnectRequest.getDefaultInstance());
        assertThat(replies.end().getDescription()).contains("no kind");
    }

    @Test
    void frameOverTheLimit() throws Exception {
        StreamObserver<ConnectRequest> stream = connect();
        stream.onNext(hello());
        replies.next();
        PeerMessage.Builder large = PeerMessage.newBuilder();
        large.getAcceptBuilder().setSlot(1).setEntry(com.google.protobuf.ByteString.copyFrom(new byte[1 << 20]));
        stream.onNext(frame(large.build()));
        assertThat(replies.end().isOk()).isFalse();
    }

    @Test
    void bytesThatAreNoProtobuf() throws Exception {
        MethodDescriptor<byte[], ConnectReply> raw = PeerGrpc.getConnectMethod().toBuilder(
                        new RawMarshaller(), PeerGrpc.getConnectMethod().getResponseMarshaller())
                .build();
        ClientCalls.asyncBidiStreamingCall(channel.newCall(raw, CallOptions.DEFAULT), replies)
                .onNext(new byte[] {-1, -1, -1, -1});
        assertThat(replies.end().isOk()).isFalse();
    }

    @Test
    void newerStreamOfAMemberTakesThePlaceOfTheOlder() throws Exception {
        connect().onNext(hello());
        assertThat(replies.next().hasAccepted()).isTrue();
        Replies second = new Replies();
        PeerGrpc.newStub(channel).connect(second).onNext(hello());
        assertThat(second.next().hasAccepted()).isTrue();
        assertThat(replies.end().getDescription()).contains("newer stream");
    }

    @Test
    void manyConnectionsThatSayNothingAreLimited() throws Exception {
        for (int i = 0; i <= 64; i++) {
            connect();
        }
        assertThat(replies.end().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        // those that are still silent go when their time is up, or with their connection
        channel.shutdownNow();
        assertThat(channel.awaitTermination(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
    }

    @Test
    void introductionThatIsNone() throws Exception {
        node.endpoint.serveIdentity(asker -> asker);
        CompletableFuture<Status> end = new CompletableFuture<>();
        for (IdentifyRequest request : List.of(
                IdentifyRequest.getDefaultInstance(),
                IdentifyRequest.newBuilder().setMemberId(1).build())) {
            try {
                PeerGrpc.newBlockingStub(channel).identify(request);
            } catch (StatusRuntimeException refused) {
                end.complete(refused.getStatus());
            }
            assertThat(end.get(1, TimeUnit.MINUTES).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
    }

    private StreamObserver<ConnectRequest> connect() {
        return PeerGrpc.newStub(channel).connect(replies);
    }

    private ConnectRequest hello() {
        return ConnectRequest.newBuilder()
                .setHello(Handshake.newBuilder()
                        .setClusterId(node.self.cluster().value())
                        .setFromMember(stranger.self.member().value())
                        .setToMember(node.self.member().value())
                        .setVersionMin(1)
                        .setVersionMax(1)
                        .setName("n3"))
                .build();
    }

    private static ConnectRequest frame(PeerMessage... messages) {
        return ConnectRequest.newBuilder()
                .setFrame(Frame.newBuilder().addAllMessages(List.of(messages)))
                .build();
    }

    private static final class RawMarshaller implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            throw new UnsupportedOperationException();
        }
    }
}
