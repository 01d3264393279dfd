package dev.paxoskv.node.transport;

import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.MemberId;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** One end of a conversation: a peer port on the loopback interface, and the transport behind it. */
final class TestNode implements AutoCloseable {
    static final ClusterId CLUSTER = new ClusterId(0xc1);

    /** Long enough for any machine: tests end when what they wait for happens. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    final LocalMember self;
    final PeerEndpoint endpoint = new PeerEndpoint();
    final PeerChannels channels = new PeerChannels();
    final Events events = new Events();
    final BlockingQueue<List<Envelope>> batches = new LinkedBlockingQueue<>();
    volatile SnapshotServer snapshots = (peer, capture) ->
            CompletableFuture.failedFuture(new SnapshotServer.SnapshotUnavailableException(false, "none here"));
    private final TransportOptions options;
    private Server server;
    private PeerTransport transport;

    TestNode(long member, TransportOptions options) {
        this(CLUSTER, member, options);
    }

    TestNode(ClusterId cluster, long member, TransportOptions options) {
        this.options = options;
        listen(0);
        this.self = new LocalMember(cluster, new MemberId(member), "n" + member, address());
        this.transport = new PeerTransport(self, AddressBook.EMPTY, endpoint, channels, options, events);
    }

    private void listen(int port) {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .addService(endpoint)
                    .maxInboundMessageSize(options.maxFrameBytes())
                    .directExecutor()
                    .build()
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    Peer peer() {
        return new Peer(self.member(), self.name(), address());
    }

    PeerTransport transport() {
        return transport;
    }

    void start(Peer... peers) {
        start(batches::add, peers);
    }

    void start(InboundHandler handler, Peer... peers) {
        transport = new PeerTransport(self, AddressBook.of(List.of(peers)), endpoint, channels, options, events);
        transport.start(handler, (peer, capture) -> snapshots.open(peer, capture));
    }

    /** The peer port goes away, with every stream on it, and comes back. */
    void breakConnections() throws InterruptedException {
        int port = server.getPort();
        server.shutdownNow();
        server.awaitTermination();
        listen(port);
    }

    void stopListening() throws InterruptedException {
        server.shutdownNow();
        server.awaitTermination();
    }

    void send(TestNode to, Message message) {
        transport.send(
                new Envelope(self.cluster(), self.member(), to.self.member(), Envelope.PROTOCOL_VERSION, message));
    }

    /** The next batch that arrives. */
    List<Envelope> batch() throws InterruptedException {
        List<Envelope> batch = batches.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (batch == null) {
            throw new AssertionError("nothing arrived at " + self.name());
        }
        return batch;
    }

    @Override
    public void close() {
        transport.stop(Duration.ZERO);
        server.shutdownNow();
        channels.close();
    }
}
