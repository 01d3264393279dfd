package dev.paxoskv.node.api.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.paxoskv.node.api.metrics.RequestMetrics;
import dev.paxoskv.node.api.metrics.RequestMetrics.Recorder;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.replica.KeyValueService;
import dev.paxoskv.node.replica.NodeStatus;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.stub.StreamObserver;

/** Of etcd's service {@code Maintenance}: {@code Status}. It asks nobody, so it answers without a majority too. */
final class MaintenanceService extends MaintenanceGrpc.MaintenanceImplBase {

    /** The version of etcd whose interface this is; clients choose by it what they may use. */
    static final String API_VERSION = "3.6.0";

    private static final int RAFT_APPLIED_INDEX = 7;
    private static final int ERRORS = 8;
    private static final int DB_SIZE_IN_USE = 9;
    private static final int IS_LEARNER = 10;

    private final KeyValueService service;
    private final Recorder statuses;

    MaintenanceService(KeyValueService service, RequestMetrics metrics) {
        this.service = service;
        statuses = metrics.recorder("etcd", "status");
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
        Call<StatusResponse> call = new Call<>(observer, statuses);
        call.attempt(() -> call.answer(response(service.status())));
    }

    private static StatusResponse response(NodeStatus status) {
        return StatusResponse.newBuilder()
                .setHeader(Headers.of(status, status.revision()))
                .setVersion(API_VERSION)
                .setDbSize(status.storedBytes())
                .setLeader(status.leader().member().value())
                .setRaftIndex(status.chosenSlot())
                .setRaftTerm(status.promised().round())
                .setUnknownFields(newerFields(status))
                .build();
    }

    /** Fields that etcd's clients know and the message classes in use here do not yet. */
    private static UnknownFieldSet newerFields(NodeStatus status) {
        UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder()
                .addField(RAFT_APPLIED_INDEX, varint(status.appliedSlot()))
                .addField(DB_SIZE_IN_USE, varint(status.storedBytes()))
                .addField(IS_LEARNER, varint(isLearner(status) ? 1 : 0));
        if (!status.isReady()) {
            fields.addField(ERRORS, text(status.detail().isEmpty() ? "etcdserver: no leader" : status.detail()));
        }
        return fields.build();
    }

    private static boolean isLearner(NodeStatus status) {
        return status.members().stream()
                .anyMatch(member -> member.id().equals(status.member()) && member.role() == Member.Role.LEARNER);
    }

    private static UnknownFieldSet.Field varint(long value) {
        return UnknownFieldSet.Field.newBuilder().addVarint(value).build();
    }

    private static UnknownFieldSet.Field text(String value) {
        return UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8(value))
                .build();
    }
}
