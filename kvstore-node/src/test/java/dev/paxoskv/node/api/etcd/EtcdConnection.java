package dev.paxoskv.node.api.etcd;

import com.google.protobuf.Message;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.TimeUnit;

/** A connection to a server of etcd's API, with etcd's own stubs. */
final class EtcdConnection implements AutoCloseable {

    private static final int LARGEST_ANSWER = 64 << 20;
    private static final int LONGEST_SHOWN = 2000;

    private final ManagedChannel channel;

    EtcdConnection(int port) {
        channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .maxInboundMessageSize(LARGEST_ANSWER)
                .build();
    }

    KVGrpc.KVBlockingStub kv() {
        return KVGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    /** The status, once there is somebody to tell it. */
    StatusResponse status() {
        return MaintenanceGrpc.newBlockingStub(channel)
                .withWaitForReady()
                .withDeadlineAfter(30, TimeUnit.SECONDS)
                .status(StatusRequest.getDefaultInstance());
    }

    ManagedChannel channel() {
        return channel;
    }

    /** What a request is answered, as text: the message without what names the server, or the error. */
    String answer(Object request) {
        try {
            return shortened(
                    switch (request) {
                        case RangeRequest range -> anonymous(kv().range(range));
                        case PutRequest put -> anonymous(kv().put(put));
                        case DeleteRangeRequest delete -> anonymous(kv().deleteRange(delete));
                        case TxnRequest txn -> anonymous(kv().txn(txn));
                        case CompactionRequest compaction -> anonymous(kv().compact(compaction));
                        default -> throw new IllegalArgumentException("no request: " + request);
                    });
        } catch (StatusRuntimeException e) {
            Status status = e.getStatus();
            return status.getCode() + ": " + status.getDescription();
        }
    }

    private static String anonymous(Message answer) {
        Message.Builder copy = answer.toBuilder();
        var field = answer.getDescriptorForType().findFieldByName("header");
        ResponseHeader header = (ResponseHeader) answer.getField(field);
        copy.setField(
                field,
                header.toBuilder()
                        .clearClusterId()
                        .clearMemberId()
                        .clearRaftTerm()
                        .build());
        return copy.build().toString();
    }

    static String shortened(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "... " + text.length();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
