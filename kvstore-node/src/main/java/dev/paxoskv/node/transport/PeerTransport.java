package dev.paxoskv.node.transport;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.transport.TransportListener.Drop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Carries messages between the members of a cluster.
 *
 * <p>Each node opens one stream to each peer and sends on it; answers come back on the stream that the peer opened. A
 * message may be lost (no connection, a full queue, a broken stream), and messages of different importance may overtake
 * each other; none is changed, and none comes from somebody who is not the member that it names.
 *
 * <p>Limits: {@link TransportOptions}. Threads: any; {@link #send} never blocks and never throws for a lost peer.
 */
public final class PeerTransport {
    private static final Logger LOG = Logger.getLogger(PeerTransport.class);

    /** What a stop takes longer than it was given at most: for ends that cross on the network. */
    private static final Duration STOP_SLACK = Duration.ofSeconds(1);

    private final LocalMember self;
    private final PeerEndpoint endpoint;
    private final PeerChannels channels;
    private final TransportOptions options;
    private final TransportListener listener;
    private final SplittableRandom random = new SplittableRandom();

    private AddressBook book;
    private @Nullable InboundStreams inbound;
    private volatile Map<MemberId, PeerLink> links = Map.of();

    /**
     * A transport that is not connected to anybody yet.
     *
     * @param self who this node is
     * @param book its peers
     * @param endpoint the service on the peer port
     * @param channels makes the connections; closed by whoever made it, after {@link #stop}
     * @param options limits and times
     * @param listener told what happens
     */
    public PeerTransport(
            LocalMember self,
            AddressBook book,
            PeerEndpoint endpoint,
            PeerChannels channels,
            TransportOptions options,
            TransportListener listener) {
        this.self = self;
        this.book = book;
        this.endpoint = endpoint;
        this.channels = channels;
        this.options = options;
        this.listener = listener;
    }

    /** Lets peers in, and connects to them. What arrives goes to the handler. */
    public synchronized void start(InboundHandler handler) {
        if (inbound != null) {
            throw new IllegalStateException("the transport was started before");
        }
        inbound = new InboundStreams(self, book, options, listener, handler, System::nanoTime);
        endpoint.serveStreams(inbound);
        connect();
    }

    /**
     * Sends a message, or drops it.
     *
     * @throws IllegalArgumentException if it is not from this member, or is for this member: a driver hands a node's
     *     messages to itself over by itself
     */
    public void send(Envelope envelope) {
        if (!envelope.from().equals(self.member()) || envelope.to().equals(self.member())) {
            throw new IllegalArgumentException("no message for the network: " + envelope);
        }
        PeerLink link = links.get(envelope.to());
        if (link == null) {
            listener.dropped(envelope.to(), Drop.UNKNOWN_PEER, 1);
        } else {
            link.send(envelope.message());
        }
    }

    /** From now on these are the peers: connects to new ones and at new addresses, and lets go of the others. */
    public synchronized void update(AddressBook newBook) {
        book = newBook;
        if (inbound != null) {
            inbound.update(newBook);
            connect();
        }
    }

    private void connect() {
        Map<MemberId, PeerLink> old = links;
        Map<MemberId, PeerLink> now = new HashMap<>();
        for (Peer peer : book.peers().values()) {
            PeerLink link = old.get(peer.member());
            if (link != null) {
                link.moveTo(peer);
            } else if (!peer.member().equals(self.member())) {
                link = new PeerLink(self, peer, channels, options, listener, random.split());
                link.start();
            }
            if (link != null) {
                now.put(peer.member(), link);
            }
        }
        links = Map.copyOf(now);
        old.forEach((member, link) -> {
            if (!now.containsKey(member)) {
                var _ = link.close(Duration.ZERO);
            }
        });
    }

    /**
     * Stops: sends what waits for at most this long, then closes every stream in both directions. Blocks until that is
     * done.
     */
    public synchronized void stop(Duration drain) {
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (PeerLink link : links.values()) {
            ends.add(link.close(drain));
        }
        links = Map.of();
        await(CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)), drain.plus(STOP_SLACK));
        if (inbound != null) {
            inbound.stop();
        }
    }

    private static void await(CompletableFuture<Void> ends, Duration limit) {
        try {
            ends.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException late) {
            LOG.warnf("some streams to peers were not closed within %s", limit);
        }
    }
}
