package dev.paxoskv.node.transport;

import dev.paxoskv.node.codec.MessageCodec;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.transport.TransportListener.Drop;
import dev.paxoskv.peer.v1.ConnectRequest;
import dev.paxoskv.peer.v1.Frame;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * This node's way to one peer: a queue, and a stream that is opened again whenever it is lost. While there is none,
 * messages are dropped rather than kept: what a peer missed is said again by the protocol, fresh.
 *
 * <p>{@link #send} may be called from any thread and never blocks. Everything else happens on the thread of {@link
 * PeerChannels}.
 */
final class PeerLink implements OutboundStream.Owner {
    private static final Logger LOG = Logger.getLogger(PeerLink.class);

    private static final Duration DRAIN_CHECK = Duration.ofMillis(5);

    private final LocalMember self;
    private final Home home;
    private final PeerChannels channels;
    private final TransportOptions options;
    private final TransportListener listener;
    private final OutboundQueue queue;
    private final Backoff backoff;
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** The protocol version spoken with the peer; 0 while it takes no messages: otherwise they are queued. */
    private volatile int version;

    private volatile boolean closing;
    private volatile boolean sizeComplained;
    private volatile Peer peer;
    private @Nullable OutboundStream stream;
    private @Nullable String lastReason;

    /** What a link needs of the transport that it belongs to. */
    interface Home {

        /** host:port where peers reach this node. */
        String ownAddress();

        /** A peer says that this node was removed from the cluster, by the configuration of this epoch. */
        void removed(MemberId by, long epoch);
    }

    PeerLink(
            LocalMember self,
            Peer peer,
            Home home,
            PeerChannels channels,
            TransportOptions options,
            TransportListener listener,
            RandomGenerator random) {
        this.self = self;
        this.peer = peer;
        this.home = home;
        this.channels = channels;
        this.options = options;
        this.listener = listener;
        this.queue = new OutboundQueue(options.queueMessages(), options.queueBytes());
        this.backoff = new Backoff(options.minBackoff(), options.maxBackoff(), random);
    }

    // --- any thread ---

    void start() {
        channels.loop().execute(this::connect);
    }

    void send(Message message) {
        int spoken = version;
        if (spoken == 0 || closing) {
            listener.dropped(peer.member(), Drop.NOT_CONNECTED, 1);
            return;
        }
        if (MessageVersions.since(message) > spoken) {
            listener.dropped(peer.member(), Drop.TOO_NEW, 1);
            return;
        }
        long bytes = OutboundQueue.size(message);
        if (bytes > options.maxMessageBytes()) {
            tooLarge(message, bytes);
            return;
        }
        int dropped = queue.add(message, bytes);
        if (dropped > 0) {
            listener.dropped(peer.member(), Drop.QUEUE_FULL, dropped);
        }
        if (drainScheduled.compareAndSet(false, true)) {
            channels.loop().execute(this::drain);
        }
    }

    private void tooLarge(Message message, long bytes) {
        listener.dropped(peer.member(), Drop.TOO_LARGE, 1);
        if (!sizeComplained) {
            sizeComplained = true;
            LOG.errorf(
                    "a %s of %d bytes for peer %s is larger than a message may be (%d bytes) and is never sent",
                    message.getClass().getSimpleName(), bytes, peer.name(), options.maxMessageBytes());
        }
    }

    void moveTo(Peer newPeer) {
        channels.loop().execute(() -> {
            boolean moved = !newPeer.address().equals(peer.address());
            peer = newPeer;
            if (moved && stream != null) {
                backoff.reset();
                stream.end("the peer's address changed to " + newPeer.address());
            }
        });
    }

    /** Goes on for this long, and then closes for good. */
    CompletableFuture<Void> retire(Duration farewell) {
        later(
                () -> {
                    var _ = close(Duration.ZERO);
                },
                farewell.toNanos());
        return closed;
    }

    /** Sends what waits, as far as that goes within this time, and then closes for good. */
    CompletableFuture<Void> close(Duration patience) {
        closing = true;
        long deadline = System.nanoTime() + patience.toNanos();
        channels.loop().execute(() -> finishBy(deadline));
        return closed;
    }

    // --- the network's thread ---

    private void connect() {
        if (closing) {
            return;
        }
        try {
            stream = new OutboundStream(this, channels, peer.address(), options);
            stream.start(self, home.ownAddress(), peer);
        } catch (IllegalArgumentException unusable) {
            lost("this is no address: " + unusable.getMessage());
        }
    }

    @Override
    public void ready(OutboundStream ready) {
        if (ready != stream) {
            return;
        }
        if (version == 0) {
            version = ready.version();
            LOG.infof(
                    "connected to peer %s (member %s) at %s, protocol version %d",
                    peer.name(), peer.member(), peer.address(), version);
            listener.connected(peer.member());
        }
        drain();
    }

    @Override
    public void alive(OutboundStream alive, long roundTripNanos) {
        backoff.reset();
        lastReason = null;
        listener.roundTrip(peer.member(), roundTripNanos);
    }

    @Override
    public void removed(OutboundStream refused, long epoch) {
        if (refused == stream) {
            home.removed(peer.member(), epoch);
        }
    }

    @Override
    public void ended(OutboundStream ended, String reason) {
        if (ended == stream) {
            lost(reason);
        }
    }

    private void lost(String reason) {
        version = 0;
        stream = null;
        int lost = queue.clear();
        if (lost > 0) {
            listener.dropped(peer.member(), Drop.NOT_CONNECTED, lost);
        }
        listener.disconnected(peer.member(), reason);
        if (closing) {
            closed.complete(null);
            return;
        }
        if (!reason.equals(lastReason)) {
            lastReason = reason;
            LOG.warnf(
                    "no connection to peer %s (member %s) at %s: %s; trying on",
                    peer.name(), peer.member(), peer.address(), reason);
        }
        later(this::connect, backoff.nextNanos());
    }

    private void drain() {
        drainScheduled.set(false);
        OutboundStream to = stream;
        while (to != null && to.isReady() && !queue.isEmpty()) {
            List<Message> messages = queue.take(options.frameBytes());
            ConnectRequest request = frame(messages);
            to.send(request);
            listener.sent(peer.member(), messages.size(), request.getSerializedSize());
        }
    }

    private static ConnectRequest frame(List<Message> messages) {
        Frame.Builder frame = Frame.newBuilder();
        for (Message message : messages) {
            frame.addMessages(MessageCodec.encode(message));
        }
        return ConnectRequest.newBuilder().setFrame(frame).build();
    }

    private void finishBy(long deadline) {
        OutboundStream last = stream;
        if (last == null) {
            closed.complete(null);
            return;
        }
        long left = deadline - System.nanoTime();
        if (left <= 0 || version == 0) {
            last.end("this node is stopping");
        } else if (queue.isEmpty()) {
            last.finish();
            later(() -> last.end("this node is stopping"), left);
        } else {
            later(() -> finishBy(deadline), DRAIN_CHECK.toNanos());
        }
    }

    private void later(Runnable task, long nanos) {
        var _ = channels.loop().schedule(task, nanos, TimeUnit.NANOSECONDS);
    }
}
