package dev.paxoskv.node.api.etcd;

import com.google.protobuf.UnknownFieldSet;
import dev.paxoskv.node.api.metrics.RequestMetrics;
import dev.paxoskv.node.api.metrics.RequestMetrics.Recorder;
import dev.paxoskv.node.replica.KeyValueService;
import dev.paxoskv.node.replica.KeyValueService.Consistency;
import dev.paxoskv.node.replica.SnapshotService;
import dev.paxoskv.node.statemachine.ErrorCode;
import dev.paxoskv.node.statemachine.ReadView;
import io.etcd.jetcd.api.HashKVResponse;
import io.etcd.jetcd.api.HashResponse;
import io.etcd.jetcd.api.SnapshotResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** What etcd's service {@code Maintenance} does with the store as a whole: snapshots and hashes. */
final class WholeStore {
    private static final int HASH_REVISION = 4;

    private final KeyValueService service;
    private final SnapshotService snapshots;
    private final LargeReads threads;
    private final Headers headers;
    private final Recorder taken;
    private final Recorder hashes;

    WholeStore(KeyValueService service, SnapshotService snapshots, LargeReads threads, RequestMetrics metrics) {
        this.service = service;
        this.snapshots = snapshots;
        this.threads = threads;
        headers = new Headers(service);
        taken = metrics.recorder("etcd", "snapshot");
        hashes = metrics.recorder("etcd", "hash");
    }

    /** The form of it is this store's own; what etcd's clients check of it, its length and its SHA-256, is as they expect. */
    void snapshot(StreamObserver<SnapshotResponse> observer) {
        Call<SnapshotResponse> call = new Call<>(observer, taken);
        SnapshotCall sending = new SnapshotCall((ServerCallStreamObserver<SnapshotResponse>) observer, call, threads);
        call.attempt(() -> call.when(
                snapshots.snapshot(),
                snapshot -> sending.send(snapshot, headers.at(snapshot.header().revision()))));
    }

    /** As the node has it; asks nobody. */
    void hash(StreamObserver<HashResponse> observer) {
        Call<HashResponse> call = new Call<>(observer, hashes);
        call.attempt(() -> call.when(
                service.read(Consistency.STALE),
                view -> threads.run(
                        call,
                        () -> call.answer(HashResponse.newBuilder()
                                .setHeader(headers.at(view.revision()))
                                .setHash(folded(view.hash(view.revision())))
                                .build()))));
    }

    /** As the node has it at a revision, 0 for its current one; the same on every node with the same compacted revision. */
    void hashAt(long asked, StreamObserver<HashKVResponse> observer) {
        Call<HashKVResponse> call = new Call<>(observer, hashes);
        call.attempt(() -> call.when(
                service.read(Consistency.STALE), view -> threads.run(call, () -> call.answer(hashAt(asked, view)))));
    }

    private HashKVResponse hashAt(long asked, ReadView view) {
        long revision = asked == 0 ? view.revision() : asked;
        if (revision > view.revision()) {
            throw EtcdErrors.of(ErrorCode.FUTURE_REVISION);
        }
        if (revision < view.compactRevision()) {
            throw EtcdErrors.of(ErrorCode.COMPACTED);
        }
        return HashKVResponse.newBuilder()
                .setHeader(headers.at(view.revision()))
                .setHash(folded(view.hash(revision)))
                .setCompactRevision(view.compactRevision())
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                HASH_REVISION,
                                UnknownFieldSet.Field.newBuilder()
                                        .addVarint(revision)
                                        .build())
                        .build())
                .build();
    }

    private static int folded(long hash) {
        return (int) (hash ^ (hash >>> Integer.SIZE));
    }
}
