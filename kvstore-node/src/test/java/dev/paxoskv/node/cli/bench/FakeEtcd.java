package dev.paxoskv.node.cli.bench;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** etcd's KV service over a map, on a port of loopback. */
final class FakeEtcd extends KVGrpc.KVImplBase implements AutoCloseable {
    final ConcurrentHashMap<ByteString, ByteString> data = new ConcurrentHashMap<>();
    final LongAdder linearizableReads = new LongAdder();
    final LongAdder serializableReads = new LongAdder();
    final LongAdder puts = new LongAdder();
    volatile boolean refusing;
    private final Server server;

    FakeEtcd() {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .addService(this)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String endpoint() {
        return "localhost:" + server.getPort();
    }

    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> answer) {
        if (refusing) {
            answer.onError(
                    Status.UNAVAILABLE.withDescription("etcdserver: no leader").asRuntimeException());
            return;
        }
        puts.increment();
        data.put(request.getKey(), request.getValue());
        answer.onNext(PutResponse.getDefaultInstance());
        answer.onCompleted();
    }

    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> answer) {
        (request.getSerializable() ? serializableReads : linearizableReads).increment();
        ByteString value = data.get(request.getKey());
        RangeResponse.Builder response = RangeResponse.newBuilder();
        if (value != null) {
            response.addKvs(KeyValue.newBuilder().setKey(request.getKey()).setValue(value));
        }
        answer.onNext(response.build());
        answer.onCompleted();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
