package dev.paxoskv.node.api.etcd;

import dev.paxoskv.node.api.admin.Membership;
import dev.paxoskv.node.api.metrics.RequestMetrics;
import dev.paxoskv.node.replica.KeyValueService;
import dev.paxoskv.node.replica.SnapshotService;
import dev.paxoskv.node.statemachine.Limits;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The gRPC server for clients, which speaks etcd v3: {@code KV}, {@code Cluster}, and of {@code Maintenance} what {@link
 * MaintenanceService} lists; every other method answers UNIMPLEMENTED. It has a port, an event loop and limits of its own, apart from the peers' and from HTTP.
 *
 * <p>Limits: a request has at most 1.5 MiB of keys and values, a message 2 MiB, a connection {@value #MAX_CALLS} calls at
 * once. Clients may ping every 5 s, also while no call is under way.
 *
 * <p>{@link #start} once; {@link #stop} at the end, before the store stops. Both may be called by any thread.
 */
public final class EtcdServer {

    private static final int EVENT_LOOP_THREADS = 2;
    private static final int MAX_MESSAGE_BYTES = 2 << 20;
    private static final int MAX_CALLS = 16_384;
    private static final long KEEPALIVE_SECONDS = 5;

    private final KeyValueService service;
    private final SnapshotService snapshots;
    private final Membership membership;
    private final RequestMetrics metrics;
    private @Nullable Running running;

    /**
     * A server that does not listen yet.
     *
     * @param service the store
     * @param snapshots the same store as a whole
     * @param membership the cluster's members
     * @param metrics counts the requests
     */
    public EtcdServer(
            KeyValueService service, SnapshotService snapshots, Membership membership, RequestMetrics metrics) {
        this.service = service;
        this.snapshots = snapshots;
        this.membership = membership;
        this.metrics = metrics;
    }

    /**
     * Begins to listen.
     *
     * @param host the address to listen on
     * @param port the port; 0 for any that is free
     * @return the port that it listens on
     * @throws IOException if it cannot listen there; the message says where, why, and what to do
     */
    public synchronized int start(String host, int port) throws IOException {
        if (running != null) {
            throw new IllegalStateException("the client gRPC server has been started already");
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IOException("cannot listen for gRPC clients on " + host + ":" + port
                    + ": there is no such host; configure an address of this machine, or 0.0.0.0 for all of them");
        }
        Running started = new Running(address, this);
        try {
            started.server.start();
        } catch (IOException e) {
            started.end();
            throw new IOException(
                    "cannot listen for gRPC clients on " + host + ":" + port + ": " + reason(e)
                            + "; stop what uses that port, or give this node another client gRPC port",
                    e);
        }
        running = started;
        return started.server.getPort();
    }

    /** Takes no more connections, and tells all clients to take their next calls elsewhere; what is under way goes on. */
    public synchronized void drain() {
        if (running != null) {
            running.server.shutdown();
        }
    }

    /**
     * Takes no more calls, and ends when those under way are answered or the time is over. Nothing happens if it does not
     * run.
     */
    public synchronized void stop(Duration patience) {
        Running ending = running;
        running = null;
        if (ending != null) {
            ending.stop(patience);
        }
    }

    private static String reason(IOException failure) {
        Throwable cause = failure.getCause();
        return String.valueOf(cause == null ? failure.getMessage() : cause.getMessage());
    }

    /** One run: the server and its threads. */
    private static final class Running {

        private final EventLoopGroup acceptor = new NioEventLoopGroup(1, new DefaultThreadFactory("etcd-accept", true));
        private final EventLoopGroup workers =
                new NioEventLoopGroup(EVENT_LOOP_THREADS, new DefaultThreadFactory("etcd-io", true));
        private final LargeReads largeReads = new LargeReads();
        private final Server server;

        Running(InetSocketAddress address, EtcdServer its) {
            server = NettyServerBuilder.forAddress(address)
                    .channelType(NioServerSocketChannel.class)
                    .bossEventLoopGroup(acceptor)
                    .workerEventLoopGroup(workers)
                    .directExecutor()
                    .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                    .maxConcurrentCallsPerConnection(MAX_CALLS)
                    .permitKeepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
                    .permitKeepAliveWithoutCalls(true)
                    .addService(MalformedRequests.refusedBy(
                            new KvService(its.service, Limits.DEFAULT, largeReads, its.metrics).bindService()))
                    .addService(
                            MalformedRequests.refusedBy(new ClusterService(its.membership, its.metrics).definition()))
                    .addService(MalformedRequests.refusedBy(new MaintenanceService(
                                    its.service,
                                    its.membership,
                                    new WholeStore(its.service, its.snapshots, largeReads, its.metrics),
                                    its.metrics)
                            .bindService()))
                    .build();
        }

        void stop(Duration patience) {
            server.shutdown();
            try {
                if (!server.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                    server.shutdownNow();
                }
            } catch (InterruptedException e) {
                server.shutdownNow();
                Thread.currentThread().interrupt();
            }
            end();
        }

        private void end() {
            largeReads.stop();
            var _ = acceptor.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            var _ = workers.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}
