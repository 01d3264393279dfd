package dev.paxoskv.node.transport;

import dev.paxoskv.node.codec.MalformedException;
import dev.paxoskv.node.codec.MessageCodec;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.peer.v1.ConnectReply;
import dev.paxoskv.peer.v1.ConnectRequest;
import dev.paxoskv.peer.v1.Frame;
import dev.paxoskv.peer.v1.Handshake;
import dev.paxoskv.peer.v1.PeerMessage;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * One peer's messages to this node, from the handshake to the end of the stream.
 *
 * <p>Requests come in on one thread at a time; the stream may be closed from any thread.
 */
final class InboundStream implements StreamObserver<ConnectRequest> {
    private static final Logger LOG = Logger.getLogger(InboundStream.class);

    private final InboundStreams streams;
    private final StreamObserver<ConnectReply> replies;
    private final long openedNanos;
    private volatile boolean closed;
    private volatile MemberId from = MemberId.NONE;
    private volatile int version;

    InboundStream(InboundStreams streams, StreamObserver<ConnectReply> replies, long openedNanos) {
        this.streams = streams;
        this.replies = replies;
        this.openedNanos = openedNanos;
    }

    /** The caller; nobody before its handshake. */
    MemberId from() {
        return from;
    }

    long openedNanos() {
        return openedNanos;
    }

    @Override
    public void onNext(ConnectRequest request) {
        if (closed) {
            return;
        }
        try {
            switch (request.getKindCase()) {
                case HELLO -> hello(request.getHello());
                case FRAME -> frame(request);
                case PROBE ->
                    reply(ConnectReply.newBuilder().setProbe(request.getProbe()).build());
                case KIND_NOT_SET -> throw new MalformedException("a request of no kind that this build knows");
            }
        } catch (MalformedException broken) {
            streams.brokeProtocol(this, broken);
        }
    }

    private void hello(Handshake hello) {
        if (!from.equals(MemberId.NONE)) {
            throw new MalformedException("a second handshake on one stream");
        }
        switch (streams.admit(this, hello)) {
            case Admission.Denied denied -> refuse(denied, streams.epoch());
            case Admission.Admitted admitted ->
                reply(ConnectReply.newBuilder()
                        .setAccepted(ConnectReply.Accepted.newBuilder().setVersion(admitted.version()))
                        .build());
        }
    }

    /** From here on the stream is this member's. */
    void admitted(MemberId member, int agreedVersion) {
        from = member;
        version = agreedVersion;
    }

    private void frame(ConnectRequest request) {
        if (from.equals(MemberId.NONE)) {
            throw new MalformedException("a frame before the handshake");
        }
        List<Envelope> envelopes = decode(request.getFrame());
        streams.listener().received(from, envelopes.size(), request.getSerializedSize());
        try {
            streams.handler().received(envelopes);
        } catch (RuntimeException failure) {
            LOG.errorf(failure, "messages of member %s were not handled; its stream is closed", from);
            close(Status.INTERNAL.withDescription("the receiver failed; its log says why"));
        }
    }

    private List<Envelope> decode(Frame frame) {
        List<Envelope> envelopes = new ArrayList<>(frame.getMessagesCount());
        LocalMember self = streams.self();
        for (PeerMessage message : frame.getMessagesList()) {
            envelopes.add(new Envelope(self.cluster(), from, self.member(), version, MessageCodec.decode(message)));
        }
        return envelopes;
    }

    @Override
    public void onError(Throwable broken) {
        closed = true;
        streams.ended(this);
    }

    @Override
    public void onCompleted() {
        close(Status.OK);
    }

    /** Answers a handshake with a refusal, and ends the stream. */
    private void refuse(Admission.Denied denied, long epoch) {
        reply(ConnectReply.newBuilder()
                .setRefused(ConnectReply.Refused.newBuilder()
                        .setReason(denied.reason())
                        .setText(denied.text())
                        .setConfigEpoch(epoch))
                .build());
        close(Status.OK);
    }

    /** Ends the stream; the caller sees the status. Ending it again does nothing. */
    void close(Status status) {
        synchronized (replies) {
            if (closed) {
                return;
            }
            closed = true;
            if (status.isOk()) {
                replies.onCompleted();
            } else {
                replies.onError(status.asRuntimeException());
            }
        }
        streams.ended(this);
    }

    private void reply(ConnectReply reply) {
        synchronized (replies) {
            if (!closed) {
                replies.onNext(reply);
            }
        }
    }
}
