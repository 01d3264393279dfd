package dev.paxoskv.node.transport;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.peer.v1.ConnectReply;
import dev.paxoskv.peer.v1.ConnectRequest;
import dev.paxoskv.peer.v1.Handshake;
import dev.paxoskv.peer.v1.PeerGrpc;
import dev.paxoskv.peer.v1.Probe;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a peer, from its first attempt to its end. Lives on the thread of {@link PeerChannels}, where every
 * method is called and every callback comes in.
 */
final class OutboundStream implements ClientResponseObserver<ConnectRequest, ConnectReply> {

    /** Whom the stream tells. */
    interface Owner {

        /** The peer accepted the handshake, or takes more again. */
        void ready(OutboundStream stream);

        /** A probe came back. */
        void alive(OutboundStream stream, long roundTripNanos);

        /** The peer refuses this member, because it was removed from the cluster. The end of the stream follows. */
        void removed(OutboundStream stream, long epoch);

        /** The stream is over; nothing more comes from it. */
        void ended(OutboundStream stream, String reason);
    }

    private final Owner owner;
    private final PeerChannels channels;
    private final TransportOptions options;
    private final ManagedChannel channel;
    private @Nullable ClientCallStreamObserver<ConnectRequest> requests;
    private @Nullable ScheduledFuture<?> timer;
    private int version;
    private boolean ended;
    private long probe;
    private long probedNanos;
    private boolean probeAnswered = true;

    OutboundStream(Owner owner, PeerChannels channels, String address, TransportOptions options) {
        this.owner = owner;
        this.channels = channels;
        this.options = options;
        this.channel = channels.open(address);
    }

    /** Connects and shakes hands. */
    void start(LocalMember self, String ownAddress, Peer peer) {
        timer = after(
                options.connectTimeout(),
                () -> end("no answer to the handshake within " + seconds(options.connectTimeout())));
        PeerGrpc.newStub(channel).connect(this);
        Handshake hello = Handshakes.hello(self, ownAddress, peer.member());
        send(ConnectRequest.newBuilder().setHello(hello).build());
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ConnectRequest> stream) {
        requests = stream;
        stream.setOnReadyHandler(() -> {
            if (isReady()) {
                owner.ready(this);
            }
        });
    }

    /** Whether the peer has accepted the stream and takes more at once. */
    boolean isReady() {
        return version != 0 && !ended && requests != null && requests.isReady();
    }

    /** The protocol version that both ends speak; 0 before the peer has accepted the stream. */
    int version() {
        return version;
    }

    void send(ConnectRequest request) {
        if (requests != null && !ended) {
            requests.onNext(request);
        }
    }

    @Override
    public void onNext(ConnectReply reply) {
        if (ended) {
            return;
        }
        switch (reply.getKindCase()) {
            case ACCEPTED -> accepted(reply.getAccepted().getVersion());
            case REFUSED -> refused(reply.getRefused());
            case PROBE -> answered(reply.getProbe().getNumber());
            case KIND_NOT_SET -> end("the peer answered with something that this build does not know");
        }
    }

    private void refused(ConnectReply.Refused refused) {
        if (refused.getReason() == ConnectReply.Reason.REASON_REMOVED_MEMBER) {
            owner.removed(this, refused.getConfigEpoch());
        }
        end("refused: " + refused.getText());
    }

    private void accepted(int agreed) {
        if (version != 0 || agreed < Envelope.OLDEST_VERSION || agreed > Envelope.PROTOCOL_VERSION) {
            end("the peer accepted protocol version " + agreed + ", which was not offered");
            return;
        }
        version = agreed;
        cancelTimer();
        timer = after(options.probeInterval(), this::probe);
        owner.ready(this);
    }

    private void probe() {
        if (ended) {
            return;
        }
        long now = System.nanoTime();
        if (probeAnswered) {
            probeAnswered = false;
            probedNanos = now;
            send(ConnectRequest.newBuilder()
                    .setProbe(Probe.newBuilder().setNumber(++probe))
                    .build());
        } else if (now - probedNanos > options.probeTimeout().toNanos()) {
            end("connected, but no sign of life for " + seconds(options.probeTimeout()));
            return;
        }
        timer = after(options.probeInterval(), this::probe);
    }

    private void answered(long number) {
        if (number == probe && !probeAnswered) {
            probeAnswered = true;
            owner.alive(this, System.nanoTime() - probedNanos);
        }
    }

    @Override
    public void onError(Throwable failure) {
        end(describe(Status.fromThrowable(failure)));
    }

    @Override
    public void onCompleted() {
        end("the peer closed the stream");
    }

    /** Ends the stream the hard way. */
    void end(String reason) {
        if (ended) {
            return;
        }
        ended = true;
        cancelTimer();
        if (requests != null) {
            requests.cancel(reason, null);
        }
        channel.shutdownNow();
        owner.ended(this, reason);
    }

    /** Says goodbye after what was sent; the end comes when the peer has read it, or by {@link #end}. */
    void finish() {
        if (requests != null && !ended) {
            requests.onCompleted();
            channel.shutdown();
        }
    }

    private ScheduledFuture<?> after(Duration delay, Runnable task) {
        return channels.loop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private static String describe(Status status) {
        StringBuilder text = new StringBuilder(status.getCode().name());
        if (status.getDescription() != null) {
            text.append(": ").append(status.getDescription());
        }
        Throwable cause = status.getCause();
        if (cause != null && cause.getMessage() != null) {
            text.append(" (").append(cause.getMessage()).append(')');
        }
        return text.toString();
    }

    private static String seconds(Duration time) {
        return time.toMillis() / 1000.0 + " s";
    }
}
