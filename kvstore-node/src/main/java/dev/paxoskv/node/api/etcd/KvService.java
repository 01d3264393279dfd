package dev.paxoskv.node.api.etcd;

import dev.paxoskv.node.api.metrics.RequestMetrics;
import dev.paxoskv.node.api.metrics.RequestMetrics.Recorder;
import dev.paxoskv.node.replica.KeyValueService;
import dev.paxoskv.node.replica.KeyValueService.Consistency;
import dev.paxoskv.node.statemachine.ErrorCode;
import dev.paxoskv.node.statemachine.Limits;
import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.Operation.Range;
import dev.paxoskv.node.statemachine.Operation.Txn;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.Reply;
import dev.paxoskv.node.statemachine.Requests;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.CompactionResponse;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.DeleteRangeResponse;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.stub.StreamObserver;
import java.util.function.Function;

/**
 * etcd's service {@code KV}, all of it, over the replicated store.
 *
 * <p>Methods are called on the server's event loop and never block it: they hand the request on, and the answer is sent
 * by the thread that has it. Reads of more than one key go to a small pool of their own, so that neither the event loop
 * nor the node's threads wait for them.
 */
final class KvService extends KVGrpc.KVImplBase {

    private static final String API = "etcd";

    private final KeyValueService service;
    private final Limits limits;
    private final LargeReads largeReads;
    private final EtcdReplies replies;
    private final Recorder ranges;
    private final Recorder puts;
    private final Recorder deletes;
    private final Recorder txns;
    private final Recorder compactions;

    KvService(KeyValueService service, Limits limits, LargeReads largeReads, RequestMetrics metrics) {
        this.service = service;
        this.limits = limits;
        this.largeReads = largeReads;
        replies = new EtcdReplies(new Headers(service));
        ranges = metrics.recorder(API, "range");
        puts = metrics.recorder(API, "put");
        deletes = metrics.recorder(API, "delete_range");
        txns = metrics.recorder(API, "txn");
        compactions = metrics.recorder(API, "compact");
    }

    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> observer) {
        Call<RangeResponse> call = new Call<>(observer, ranges);
        call.attempt(() -> {
            Range range = EtcdRequests.range(request);
            read(call, range, request.getSerializable(), view -> view.range(range), replies::range);
        });
    }

    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> observer) {
        Call<PutResponse> call = new Call<>(observer, puts);
        call.attempt(() -> write(call, EtcdRequests.put(request), replies::put));
    }

    @Override
    public void deleteRange(DeleteRangeRequest request, StreamObserver<DeleteRangeResponse> observer) {
        Call<DeleteRangeResponse> call = new Call<>(observer, deletes);
        call.attempt(() -> write(call, EtcdRequests.delete(request), replies::delete));
    }

    @Override
    public void txn(TxnRequest request, StreamObserver<TxnResponse> observer) {
        Call<TxnResponse> call = new Call<>(observer, txns);
        call.attempt(() -> {
            Txn txn = EtcdRequests.txn(request);
            if (txn.isReadOnly()) {
                read(call, txn, EtcdRequests.isSerializable(request), view -> view.read(txn), replies::txn);
            } else {
                write(call, txn, replies::txn);
            }
        });
    }

    @Override
    public void compact(CompactionRequest request, StreamObserver<CompactionResponse> observer) {
        Call<CompactionResponse> call = new Call<>(observer, compactions);
        call.attempt(() -> write(call, EtcdRequests.compact(request), replies::compact));
    }

    private <T> void write(Call<T> call, Operation operation, Function<Reply, T> message) {
        check(operation);
        call.when(service.write(operation), reply -> call.answer(reply, message));
    }

    private <T> void read(
            Call<T> call,
            Operation operation,
            boolean stale,
            Function<ReadView, Reply> reader,
            Function<Reply, T> message) {
        check(operation);
        boolean small = EtcdRequests.isSmall(operation);
        call.when(service.read(stale ? Consistency.STALE : Consistency.LINEARIZABLE), view -> {
            if (small) {
                call.answer(reader.apply(view), message);
            } else {
                largeReads.run(call, () -> call.answer(reader.apply(view), message));
            }
        });
    }

    /** Spares the cluster a request that is bound to fail. */
    private void check(Operation operation) {
        ErrorCode error = Requests.check(operation, limits);
        if (error != null) {
            throw EtcdErrors.of(error);
        }
    }
}
