package dev.paxoskv.node.transport;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Makes the connections to peers. All of them, and everything that they call back, run on one thread, {@link #loop()}.
 * Plain text; this is the place where TLS comes in.
 */
public final class PeerChannels implements AutoCloseable {
    private static final int MAX_REPLY_BYTES = 1 << 20;

    private final EventLoopGroup group = new NioEventLoopGroup(1, new DefaultThreadFactory("peers", true));
    private final EventLoop loop = group.next();

    /** The one thread, to run tasks on it now or later. */
    EventLoop loop() {
        return loop;
    }

    /**
     * A connection that is made when the first call needs it. It is never tried twice: close it when a call has failed.
     *
     * @param address host:port
     */
    ManagedChannel open(String address) {
        return open(address, MAX_REPLY_BYTES);
    }

    /**
     * The same for larger answers.
     *
     * @param maxReplyBytes the largest message that is taken
     */
    ManagedChannel open(String address, int maxReplyBytes) {
        return NettyChannelBuilder.forTarget("dns:///" + address)
                .eventLoopGroup(group)
                .channelType(NioSocketChannel.class)
                .executor(loop)
                .usePlaintext()
                .proxyDetector(_ -> null)
                .disableRetry()
                .disableServiceConfigLookUp()
                .maxInboundMessageSize(maxReplyBytes)
                .build();
    }

    /** Ends the thread; connections that are still open break. */
    @Override
    public void close() {
        var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
