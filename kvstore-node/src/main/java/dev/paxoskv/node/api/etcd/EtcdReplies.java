package dev.paxoskv.node.api.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.paxoskv.node.statemachine.Reply;
import dev.paxoskv.node.statemachine.Reply.DeleteReply;
import dev.paxoskv.node.statemachine.Reply.PutReply;
import dev.paxoskv.node.statemachine.Reply.RangeReply;
import dev.paxoskv.node.statemachine.Reply.TxnReply;
import io.etcd.jetcd.api.CompactionResponse;
import io.etcd.jetcd.api.DeleteRangeResponse;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.ResponseOp;
import io.etcd.jetcd.api.TxnResponse;

/** Replies of the store as etcd's messages. Keys and values are not copied: the store never writes to them again. */
final class EtcdReplies {

    private final Headers headers;

    EtcdReplies(Headers headers) {
        this.headers = headers;
    }

    RangeResponse range(Reply reply) {
        RangeReply range = as(RangeReply.class, reply);
        return range(range, headers.at(range.revision()));
    }

    PutResponse put(Reply reply) {
        PutReply put = as(PutReply.class, reply);
        return put(put, headers.at(put.revision()));
    }

    DeleteRangeResponse delete(Reply reply) {
        DeleteReply delete = as(DeleteReply.class, reply);
        return delete(delete, headers.at(delete.revision()));
    }

    TxnResponse txn(Reply reply) {
        TxnReply txn = as(TxnReply.class, reply);
        return txn(txn, headers.at(txn.revision()));
    }

    CompactionResponse compact(Reply reply) {
        return CompactionResponse.newBuilder()
                .setHeader(headers.at(reply.revision()))
                .build();
    }

    private static RangeResponse range(RangeReply reply, ResponseHeader header) {
        RangeResponse.Builder response = RangeResponse.newBuilder()
                .setHeader(header)
                .setCount(reply.count())
                .setMore(reply.more());
        for (var entry : reply.kvs()) {
            response.addKvs(keyValue(entry));
        }
        return response.build();
    }

    private static PutResponse put(PutReply reply, ResponseHeader header) {
        PutResponse.Builder response = PutResponse.newBuilder().setHeader(header);
        if (reply.previous() != null) {
            response.setPrevKv(keyValue(reply.previous()));
        }
        return response.build();
    }

    private static DeleteRangeResponse delete(DeleteReply reply, ResponseHeader header) {
        DeleteRangeResponse.Builder response =
                DeleteRangeResponse.newBuilder().setHeader(header).setDeleted(reply.deleted());
        for (var entry : reply.previous()) {
            response.addPrevKvs(keyValue(entry));
        }
        return response.build();
    }

    private static TxnResponse txn(TxnReply reply, ResponseHeader header) {
        TxnResponse.Builder response =
                TxnResponse.newBuilder().setHeader(header).setSucceeded(reply.succeeded());
        for (Reply each : reply.responses()) {
            response.addResponses(inner(each));
        }
        return response.build();
    }

    private static ResponseOp inner(Reply reply) {
        ResponseHeader header = Headers.inner(reply.revision());
        ResponseOp.Builder response = ResponseOp.newBuilder();
        return switch (reply) {
            case RangeReply range ->
                response.setResponseRange(range(range, header)).build();
            case PutReply put -> response.setResponsePut(put(put, header)).build();
            case DeleteReply delete ->
                response.setResponseDeleteRange(delete(delete, header)).build();
            // etcd leaves this header empty
            case TxnReply txn ->
                response.setResponseTxn(txn(txn, ResponseHeader.getDefaultInstance()))
                        .build();
            default -> throw new IllegalStateException("a transaction answered " + reply);
        };
    }

    private static KeyValue keyValue(dev.paxoskv.node.statemachine.KeyValue entry) {
        return KeyValue.newBuilder()
                .setKey(wrap(entry.key()))
                .setValue(wrap(entry.value()))
                .setCreateRevision(entry.createRevision())
                .setModRevision(entry.modRevision())
                .setVersion(entry.version())
                .setLease(entry.lease())
                .build();
    }

    private static ByteString wrap(byte[] bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes);
    }

    private static <R extends Reply> R as(Class<R> type, Reply reply) {
        if (!type.isInstance(reply)) {
            throw new IllegalStateException("expected a " + type.getSimpleName() + ", not " + reply);
        }
        return type.cast(reply);
    }
}
