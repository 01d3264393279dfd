package dev.paxoskv.node.transport;

import com.google.protobuf.ByteString;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.snapshot.FramePosition;
import dev.paxoskv.node.transport.TransportListener.Drop;
import dev.paxoskv.peer.v1.SnapshotRequest;
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
public final class PeerTransport implements PeerNetwork {
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
    private AddressBook hint = AddressBook.EMPTY;
    private final Map<MemberId, Peer> guests = new HashMap<>();
    private final Map<MemberId, PeerLink> leaving = new HashMap<>();
    private @Nullable InboundStreams inbound;
    private @Nullable SnapshotStreams outboundSnapshots;
    private PeerLink.@Nullable Home home;
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

    /**
     * Lets peers in, and connects to them.
     *
     * @param handler takes what arrives
     * @param snapshots gives peers that are far behind the state of this node
     */
    public synchronized void start(InboundHandler handler, SnapshotServer snapshots) {
        if (inbound != null) {
            throw new IllegalStateException("the transport was started before");
        }
        Wiring wiring = new Wiring(handler);
        inbound = new InboundStreams(self, book, options, listener, handler, wiring, System::nanoTime);
        home = wiring;
        endpoint.serveStreams(inbound);
        SnapshotStreams sending = new SnapshotStreams(inbound, snapshots);
        outboundSnapshots = sending;
        endpoint.serveSnapshots(sending);
        connect();
    }

    /**
     * Sends a message, or drops it.
     *
     * @throws IllegalArgumentException if it is not from this member, or is for this member: a driver hands a node's
     *     messages to itself over by itself
     */
    @Override
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

    @Override
    public SnapshotPull pullSnapshot(MemberId from, long capture, FramePosition position) throws SnapshotPullException {
        Peer peer;
        String ownAddress;
        synchronized (this) {
            peer = wanted().get(from);
            ownAddress = home == null ? "" : home.ownAddress();
        }
        if (peer == null) {
            throw new SnapshotPullException(false, "no address is known of member " + from);
        }
        SnapshotRequest request = SnapshotRequest.newBuilder()
                .setHello(Handshakes.hello(self, ownAddress, from))
                .setCapture(capture)
                .setPosition(ByteString.copyFrom(position.encoded()))
                .build();
        return IncomingSnapshot.begin(channels, peer.address(), request);
    }

    /**
     * The configurations changed: from now on their members are the peers. Does not block.
     *
     * @param lastSettled the last configuration that is settled
     * @param latest the newest one known to be chosen: the same or a later one
     */
    public void members(Configuration lastSettled, Configuration latest) {
        update(AddressBook.of(lastSettled, latest));
    }

    /**
     * Another member said that this is the cluster's configuration: its members are dialled too, as long as this node knows
     * none that is as new. If it says that this member was removed, the handler is told as if by a message. Does not block.
     *
     * @param by the member
     * @param heard the configuration
     */
    public void hint(MemberId by, Configuration heard) {
        PeerLink.Home mine;
        synchronized (this) {
            if (heard.epoch() <= Math.max(book.epoch(), hint.epoch())) {
                return;
            }
            hint = AddressBook.of(heard, heard);
            connect();
            mine = home;
        }
        if (mine != null && heard.isRemoved(self.member())) {
            mine.removed(by, heard.epoch());
        }
    }

    /**
     * From now on these are the peers: connects to new ones and at new addresses, and lets go of the others. Those that were
     * removed can be told so for a while; what they send is refused.
     */
    void update(AddressBook newBook) {
        InboundStreams streams;
        synchronized (this) {
            book = newBook;
            guests.keySet().removeAll(newBook.peers().keySet());
            streams = inbound;
            connect();
        }
        if (streams != null) {
            streams.update(newBook);
        }
    }

    /** Whom to dial: the members, by what is known latest; and whoever dials this node without being one yet. */
    private Map<MemberId, Peer> wanted() {
        Map<MemberId, Peer> wanted = new HashMap<>(guests);
        wanted.putAll(book.peers());
        if (hint.epoch() > book.epoch()) {
            wanted.putAll(hint.peers());
        }
        wanted.remove(self.member());
        wanted.keySet().removeAll(book.removed());
        return wanted;
    }

    private void connect() {
        PeerLink.Home mine = home;
        if (mine == null) {
            return;
        }
        Map<MemberId, PeerLink> now = new HashMap<>();
        for (Peer peer : wanted().values()) {
            PeerLink link = leaving.containsKey(peer.member()) ? null : links.get(peer.member());
            if (link == null) {
                link = new PeerLink(self, peer, mine, channels, options, listener, random.split());
                link.start();
            } else {
                link.moveTo(peer);
            }
            now.put(peer.member(), link);
        }
        for (Map.Entry<MemberId, PeerLink> old : links.entrySet()) {
            if (!now.containsKey(old.getKey())) {
                letGo(old.getKey(), old.getValue(), now);
            }
        }
        links = Map.copyOf(now);
    }

    private void letGo(MemberId member, PeerLink link, Map<MemberId, PeerLink> now) {
        if (!book.removed().contains(member)) {
            var _ = link.close(Duration.ZERO);
            return;
        }
        now.put(member, link);
        if (leaving.put(member, link) == null) {
            // Never within this call, which puts the link where it is taken from then.
            var _ = link.retire(options.farewell()).thenRunAsync(() -> gone(member, link), channels.loop());
        }
    }

    private synchronized void gone(MemberId member, PeerLink link) {
        leaving.remove(member, link);
        Map<MemberId, PeerLink> now = new HashMap<>(links);
        now.remove(member, link);
        links = Map.copyOf(now);
    }

    /**
     * Stops: sends what waits for at most this long, then closes every stream in both directions. Blocks until that is
     * done.
     */
    public void stop(Duration drain) {
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        InboundStreams streams;
        synchronized (this) {
            home = null;
            streams = inbound;
            for (PeerLink link : links.values()) {
                ends.add(link.close(drain));
            }
            links = Map.of();
        }
        await(CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)), drain.plus(STOP_SLACK));
        if (streams != null) {
            streams.stop();
        }
        if (outboundSnapshots != null) {
            outboundSnapshots.stop();
        }
    }

    /** What the streams tell, on the network's threads. */
    private final class Wiring implements InboundStreams.Guests, PeerLink.Home {
        private final InboundHandler handler;

        Wiring(InboundHandler handler) {
            this.handler = handler;
        }

        @Override
        public void came(Peer guest) {
            synchronized (PeerTransport.this) {
                if (book.peer(guest.member()).isEmpty()) {
                    guests.put(guest.member(), guest);
                    connect();
                }
            }
        }

        @Override
        public void left(MemberId guest) {
            synchronized (PeerTransport.this) {
                if (guests.remove(guest) != null) {
                    connect();
                }
            }
        }

        @Override
        public String ownAddress() {
            synchronized (PeerTransport.this) {
                String address = book.peer(self.member()).map(Peer::address).orElse(self.address());
                return address.startsWith(":") ? "" : address;
            }
        }

        /** The peer lets no message in that it could answer so: the refusal is the answer. */
        @Override
        public void removed(MemberId by, long epoch) {
            handler.received(List.of(new Envelope(
                    self.cluster(), by, self.member(), Envelope.PROTOCOL_VERSION, new Message.Removed(epoch))));
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
