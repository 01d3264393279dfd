package dev.paxoskv.node.cli.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** etcd's KV service over few gRPC connections, whose own threads run the completions. */
final class EtcdTarget implements Target {
    private static final int MAX_DESCRIPTION = 120;

    private final List<ManagedChannel> channels = new ArrayList<>();
    private final EventLoopGroup threads;
    private final long timeoutMillis;

    EtcdTarget(BenchPlan plan) {
        threads = new NioEventLoopGroup(plan.ioThreads());
        timeoutMillis = plan.timeout().toMillis();
        for (int i = 0; i < plan.connections(); i++) {
            plan.endpoints().forEach(endpoint -> channels.add(connect(endpoint)));
        }
    }

    private ManagedChannel connect(BenchPlan.Endpoint endpoint) {
        return NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
                .usePlaintext()
                .eventLoopGroup(threads)
                .channelType(NioSocketChannel.class)
                .directExecutor()
                .build();
    }

    @Override
    public void send(int client, Operation operation, byte[] key, byte[] value, Completion completion) {
        Channel channel = channels.get(client % channels.size());
        ByteString keyBytes = UnsafeByteOperations.unsafeWrap(key);
        switch (operation) {
            case PUT -> put(channel, keyBytes, UnsafeByteOperations.unsafeWrap(value), completion);
            case GET -> range(channel, keyBytes, false, completion);
            case SERIALIZABLE_GET -> range(channel, keyBytes, true, completion);
        }
    }

    private void put(Channel channel, ByteString key, ByteString value, Completion completion) {
        PutRequest request = PutRequest.newBuilder().setKey(key).setValue(value).build();
        ClientCalls.asyncUnaryCall(
                channel.newCall(KVGrpc.getPutMethod(), options()), request, new Answer<PutResponse>(completion) {
                    @Override
                    @Nullable String errorIn(PutResponse response) {
                        return null;
                    }
                });
    }

    private void range(Channel channel, ByteString key, boolean serializable, Completion completion) {
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(key)
                .setSerializable(serializable)
                .build();
        ClientCalls.asyncUnaryCall(
                channel.newCall(KVGrpc.getRangeMethod(), options()), request, new Answer<RangeResponse>(completion) {
                    @Override
                    @Nullable String errorIn(RangeResponse response) {
                        return response.getKvsCount() == 1 ? null : "key is missing";
                    }
                });
    }

    private CallOptions options() {
        return CallOptions.DEFAULT.withDeadlineAfter(timeoutMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        Future<?> _ = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** Completes when the call is over, not when its message is there: the next request then finds the stream closed. */
    private abstract static class Answer<T> implements StreamObserver<T> {
        private final Completion completion;
        private @Nullable String error = "no answer";

        Answer(Completion completion) {
            this.completion = completion;
        }

        abstract @Nullable String errorIn(T response);

        @Override
        public void onNext(T response) {
            error = errorIn(response);
        }

        @Override
        public void onError(Throwable problem) {
            Status status = Status.fromThrowable(problem);
            String description = status.getDescription() == null ? "" : ": " + status.getDescription();
            completion.done(
                    status.getCode() + shorten(status.getCode() == Status.Code.DEADLINE_EXCEEDED ? "" : description));
        }

        @Override
        public void onCompleted() {
            completion.done(error);
        }

        private static String shorten(String text) {
            return text.length() > MAX_DESCRIPTION ? text.substring(0, MAX_DESCRIPTION) : text;
        }
    }
}
