package dev.paxoskv.node.transport;

import dev.paxoskv.node.codec.IntroductionCodec;
import dev.paxoskv.node.codec.MalformedException;
import dev.paxoskv.node.paxos.formation.Introduction;
import dev.paxoskv.peer.v1.ConnectReply;
import dev.paxoskv.peer.v1.ConnectRequest;
import dev.paxoskv.peer.v1.IdentifyReply;
import dev.paxoskv.peer.v1.IdentifyRequest;
import dev.paxoskv.peer.v1.PeerGrpc;
import dev.paxoskv.peer.v1.SnapshotFrame;
import dev.paxoskv.peer.v1.SnapshotRequest;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the peer port serves. It is up before the node knows who it is, and says so until then.
 *
 * <p>Quarkus serves it on its gRPC server; any other gRPC server will do as well. Its limit on inbound messages has to be
 * {@link TransportOptions#maxFrameBytes()} at least.
 */
@GrpcService
public class PeerEndpoint extends PeerGrpc.PeerImplBase {
    private static final String NOT_READY = "the node has just started and does not know its cluster yet; try again";

    private volatile @Nullable UnaryOperator<Introduction> identity;
    private volatile @Nullable InboundStreams streams;
    private volatile @Nullable SnapshotStreams snapshots;

    /** Made by the container, or by hand for a server without one. */
    public PeerEndpoint() {}

    /**
     * Answers peers that ask who this node is.
     *
     * @param answer this node's introduction, given the asker's; called on the network's threads, must not block
     */
    public void serveIdentity(UnaryOperator<Introduction> answer) {
        identity = answer;
    }

    void serveStreams(InboundStreams inbound) {
        streams = inbound;
    }

    void serveSnapshots(SnapshotStreams outbound) {
        snapshots = outbound;
    }

    @Override
    public StreamObserver<ConnectRequest> connect(StreamObserver<ConnectReply> replies) {
        InboundStreams inbound = streams;
        if (inbound == null) {
            return refused(replies);
        }
        return inbound.open(replies);
    }

    private static StreamObserver<ConnectRequest> refused(StreamObserver<ConnectReply> replies) {
        replies.onNext(ConnectReply.newBuilder()
                .setRefused(ConnectReply.Refused.newBuilder()
                        .setReason(ConnectReply.Reason.REASON_NOT_READY)
                        .setText(NOT_READY))
                .build());
        replies.onCompleted();
        return new Deaf();
    }

    @Override
    public void pullSnapshot(SnapshotRequest request, StreamObserver<SnapshotFrame> replies) {
        SnapshotStreams outbound = snapshots;
        if (outbound == null) {
            replies.onError(Status.UNAVAILABLE.withDescription(NOT_READY).asRuntimeException());
        } else {
            outbound.open(request, (ServerCallStreamObserver<SnapshotFrame>) replies);
        }
    }

    @Override
    public void identify(IdentifyRequest request, StreamObserver<IdentifyReply> replies) {
        UnaryOperator<Introduction> answer = identity;
        if (answer == null) {
            replies.onError(Status.UNAVAILABLE.withDescription(NOT_READY).asRuntimeException());
            return;
        }
        try {
            Introduction asker = IntroductionCodec.decode(request);
            replies.onNext(IntroductionCodec.encodeReply(answer.apply(asker)));
            replies.onCompleted();
        } catch (MalformedException broken) {
            replies.onError(Status.INVALID_ARGUMENT
                    .withDescription("malformed: " + broken.getMessage())
                    .asRuntimeException());
        }
    }

    /** Hears nothing of what still comes in on a refused stream. */
    private static final class Deaf implements StreamObserver<ConnectRequest> {
        @Override
        public void onNext(ConnectRequest request) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }
}
