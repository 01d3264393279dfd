package dev.paxoskv.node.cluster;

import com.google.protobuf.ByteString;
import dev.paxoskv.node.cluster.Answer.Done;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A client of one node over etcd's KV service. Any thread. */
final class GrpcClient implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Why a request was refused that was never sent. */
    static final String NOT_CONNECTED = "nobody listens";

    private static final int PAGE = 500;
    private static final ByteString FIRST_KEY = ByteString.copyFrom(new byte[1]);

    private final ManagedChannel channel;
    private final Duration timeout;

    GrpcClient(int port, Duration timeout) {
        this.timeout = timeout;
        channel = NettyChannelBuilder.forAddress(NodePorts.HOST, port)
                .usePlaintext()
                .build();
    }

    /** Stubs without a time limit are of no use here: every call gets its own. */
    KVGrpc.KVBlockingStub stub() {
        return KVGrpc.newBlockingStub(channel).withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** For calls that are not waited for. */
    KVGrpc.KVFutureStub futures(Duration limit) {
        return KVGrpc.newFutureStub(channel).withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    static PutRequest putRequest(String key, ByteString value) {
        return PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(value)
                .build();
    }

    /** Writes, and answers the revision of the write. */
    Answer<Long> put(String key, long number) {
        PutRequest request = putRequest(key, ByteString.copyFromUtf8(Long.toString(number)));
        return call(() -> stub().put(request).getHeader().getRevision());
    }

    /** Reads one key, linearizably. */
    Answer<Optional<Stored>> get(String key) {
        RangeRequest request =
                RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
        return call(
                () -> stub().range(request).getKvsList().stream().findFirst().map(GrpcClient::stored));
    }

    /** What this node has of a key at this revision, or nothing. */
    Optional<Stored> getHere(String key, long revision) {
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setSerializable(true)
                .setRevision(revision)
                .build();
        return stub().range(request).getKvsList().stream().findFirst().map(GrpcClient::stored);
    }

    /** All that this node has at this revision, by key. */
    List<Stored> allHere(long revision) {
        List<Stored> all = new ArrayList<>();
        ByteString from = FIRST_KEY;
        while (true) {
            RangeResponse page = stub().range(RangeRequest.newBuilder()
                    .setKey(from)
                    .setRangeEnd(FIRST_KEY)
                    .setLimit(PAGE)
                    .setSerializable(true)
                    .setRevision(revision)
                    .build());
            page.getKvsList().forEach(each -> all.add(stored(each)));
            if (!page.getMore()) {
                return all;
            }
            from = page.getKvs(page.getKvsCount() - 1).getKey().concat(FIRST_KEY);
        }
    }

    private static Stored stored(KeyValue each) {
        return new Stored(
                each.getKey().toStringUtf8(),
                Long.parseLong(each.getValue().toStringUtf8()),
                each.getModRevision(),
                each.getVersion());
    }

    private <T> Answer<T> call(Supplier<T> call) {
        try {
            return new Done<>(call.get());
        } catch (StatusRuntimeException failure) {
            // a client that was put off by a dead node would otherwise wait longer and longer before it tries again
            channel.resetConnectBackoff();
            return failed(failure.getStatus());
        }
    }

    private static <T> Answer<T> failed(Status status) {
        String text = String.valueOf(status.getDescription());
        return switch (status.getCode()) {
            case RESOURCE_EXHAUSTED -> new Answer.Refused<>(text);
            case DEADLINE_EXCEEDED, CANCELLED -> new Answer.Unknown<>(text);
            case UNAVAILABLE -> unavailable(status.getCause(), text);
            default -> new Answer.Wrong<>("gRPC answered " + status);
        };
    }

    private static <T> Answer<T> unavailable(@Nullable Throwable cause, String text) {
        if (cause instanceof ConnectException) {
            return new Answer.Refused<>(NOT_CONNECTED);
        }
        return text.equals("etcdserver: no leader") || text.equals("etcdserver: server stopped")
                ? new Answer.Refused<>(text)
                : new Answer.Unknown<>(text);
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
