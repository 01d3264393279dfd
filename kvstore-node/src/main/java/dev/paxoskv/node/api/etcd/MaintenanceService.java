package dev.paxoskv.node.api.etcd;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.paxoskv.node.api.admin.Membership;
import dev.paxoskv.node.api.metrics.RequestMetrics;
import dev.paxoskv.node.api.metrics.RequestMetrics.Recorder;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.ChangeOutcome.Reason;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.replica.KeyValueService;
import dev.paxoskv.node.replica.NodeStatus;
import dev.paxoskv.node.replica.RequestException;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.AlarmResponse;
import io.etcd.jetcd.api.DefragmentRequest;
import io.etcd.jetcd.api.DefragmentResponse;
import io.etcd.jetcd.api.HashKVRequest;
import io.etcd.jetcd.api.HashKVResponse;
import io.etcd.jetcd.api.HashRequest;
import io.etcd.jetcd.api.HashResponse;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.MoveLeaderRequest;
import io.etcd.jetcd.api.MoveLeaderResponse;
import io.etcd.jetcd.api.SnapshotRequest;
import io.etcd.jetcd.api.SnapshotResponse;
import io.etcd.jetcd.api.StatusRequest;
import io.etcd.jetcd.api.StatusResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

/**
 * Of etcd's service {@code Maintenance}: {@code Status}, which asks nobody and so answers without a majority too; {@code
 * MoveLeader}, on every node; and, so that etcd's tools work, {@code Alarm} and {@code Defragment}, which have nothing to
 * tell and nothing to do: the storage compacts its file by itself.
 */
final class MaintenanceService extends MaintenanceGrpc.MaintenanceImplBase {

    /** The version of etcd whose interface this is; clients choose by it what they may use. */
    static final String API_VERSION = "3.6.0";

    private static final int RAFT_APPLIED_INDEX = 7;
    private static final int ERRORS = 8;
    private static final int DB_SIZE_IN_USE = 9;
    private static final int IS_LEARNER = 10;

    private final KeyValueService service;
    private final Membership membership;
    private final WholeStore wholeStore;
    private final Headers headers;
    private final Recorder statuses;
    private final Recorder transfers;
    private final Recorder alarms;
    private final Recorder defragmentations;

    MaintenanceService(KeyValueService service, Membership membership, WholeStore wholeStore, RequestMetrics metrics) {
        this.service = service;
        this.membership = membership;
        this.wholeStore = wholeStore;
        headers = new Headers(service);
        statuses = metrics.recorder("etcd", "status");
        transfers = metrics.recorder("etcd", "move_leader");
        alarms = metrics.recorder("etcd", "alarm");
        defragmentations = metrics.recorder("etcd", "defragment");
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
        Call<StatusResponse> call = new Call<>(observer, statuses);
        call.attempt(() -> call.answer(response(service.status())));
    }

    /** Hands the leadership over; nobody is no target here, as with etcd. */
    @Override
    public void moveLeader(MoveLeaderRequest request, StreamObserver<MoveLeaderResponse> observer) {
        Call<MoveLeaderResponse> call = new Call<>(observer, transfers);
        call.attempt(() -> {
            MemberId target = new MemberId(request.getTargetID());
            if (target.equals(MemberId.NONE)) {
                throw new MemberChanges.Refusal(Reason.BAD_TARGET);
            }
            call.when(membership.transfer(target), outcome -> moved(call, outcome));
        });
    }

    private static void moved(Call<MoveLeaderResponse> call, ChangeOutcome outcome) {
        switch (outcome) {
            case ChangeOutcome.Done _ -> call.answer(MoveLeaderResponse.getDefaultInstance());
            case ChangeOutcome.Unknown _ ->
                call.fail(new RequestException(RequestException.Kind.UNKNOWN, "the transfer took too long"));
            case ChangeOutcome.Refused refused ->
                call.fail(new MemberChanges.Refusal(
                        refused.reason() == Reason.NO_SUCH_MEMBER ? Reason.BAD_TARGET : refused.reason()));
        }
    }

    /** There are no alarms to list or to take back, and none is raised by hand. */
    @Override
    public void alarm(AlarmRequest request, StreamObserver<AlarmResponse> observer) {
        Call<AlarmResponse> call = new Call<>(observer, alarms);
        call.attempt(() -> {
            if (request.getAction() == AlarmRequest.AlarmAction.ACTIVATE) {
                throw Status.INVALID_ARGUMENT
                        .withDescription("etcdserver: alarms are not raised by hand here")
                        .asRuntimeException();
            }
            call.answer(AlarmResponse.newBuilder()
                    .setHeader(headers.at(service.status().revision()))
                    .build());
        });
    }

    /** Answers at once: the storage compacts its file all the time. */
    @Override
    public void defragment(DefragmentRequest request, StreamObserver<DefragmentResponse> observer) {
        Call<DefragmentResponse> call = new Call<>(observer, defragmentations);
        call.answer(DefragmentResponse.getDefaultInstance());
    }

    @Override
    public void snapshot(SnapshotRequest request, StreamObserver<SnapshotResponse> observer) {
        wholeStore.snapshot(observer);
    }

    @Override
    public void hash(HashRequest request, StreamObserver<HashResponse> observer) {
        wholeStore.hash(observer);
    }

    @Override
    public void hashKV(HashKVRequest request, StreamObserver<HashKVResponse> observer) {
        wholeStore.hashAt(request.getRevision(), observer);
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
