package dev.paxoskv.node.api.etcd;

import dev.paxoskv.node.api.admin.Candidate;
import dev.paxoskv.node.api.admin.Membership;
import dev.paxoskv.node.api.etcd.MemberChanges.Wanted;
import dev.paxoskv.node.api.metrics.RequestMetrics;
import dev.paxoskv.node.api.metrics.RequestMetrics.Recorder;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.ChangeOutcome.Reason;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.replica.ClusterView;
import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.MemberAddRequest;
import io.etcd.jetcd.api.MemberAddResponse;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.MemberListResponse;
import io.etcd.jetcd.api.MemberRemoveRequest;
import io.etcd.jetcd.api.MemberRemoveResponse;
import io.etcd.jetcd.api.MemberUpdateRequest;
import io.etcd.jetcd.api.MemberUpdateResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * etcd's service {@code Cluster}, all of it. Its requests name no epoch: each is made for the configuration in force.
 *
 * <p>A member that is added has to run already, since its id is on its disk; it is asked for it. One that is not added as a
 * learner is added as one all the same, and promoted as soon as it has caught up, within the time that the call has.
 */
final class ClusterService extends ClusterGrpc.ClusterImplBase {

    /** A change that a client sets no deadline for is tried for so long. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** The answer is on its way so long before the client's deadline. */
    private static final long MARGIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** The message classes in use here are older than this field; without it the answer may be stale. */
    private static final int LINEARIZABLE = 1;

    private final Membership membership;
    private final MemberChanges changes;
    private final Recorder lists;
    private final Recorder additions;
    private final Recorder removals;
    private final Recorder updates;
    private final Recorder promotions;

    ClusterService(Membership membership, RequestMetrics metrics) {
        this.membership = membership;
        changes = new MemberChanges(membership::confirmed);
        lists = metrics.recorder("etcd", "member_list");
        additions = metrics.recorder("etcd", "member_add");
        removals = metrics.recorder("etcd", "member_remove");
        updates = metrics.recorder("etcd", "member_update");
        promotions = metrics.recorder("etcd", "member_promote");
    }

    /** The service with {@code MemberPromote}, which the generated one is too old to have: it looks like a removal. */
    ServerServiceDefinition definition() {
        ServerServiceDefinition generated = bindService();
        MethodDescriptor<MemberRemoveRequest, MemberRemoveResponse> promote =
                ClusterGrpc.getMemberRemoveMethod().toBuilder()
                        .setFullMethodName(
                                MethodDescriptor.generateFullMethodName(ClusterGrpc.SERVICE_NAME, "MemberPromote"))
                        .setSchemaDescriptor(null)
                        .build();
        ServiceDescriptor.Builder service = ServiceDescriptor.newBuilder(ClusterGrpc.SERVICE_NAME);
        generated.getMethods().forEach(method -> service.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder definition =
                ServerServiceDefinition.builder(service.addMethod(promote).build());
        generated.getMethods().forEach(definition::addMethod);
        return definition
                .addMethod(promote, ServerCalls.asyncUnaryCall(this::memberPromote))
                .build();
    }

    @Override
    public void memberList(MemberListRequest request, StreamObserver<MemberListResponse> observer) {
        Call<MemberListResponse> call = new Call<>(observer, lists);
        boolean linearizable = request.getUnknownFields()
                .getField(LINEARIZABLE)
                .getVarintList()
                .contains(1L);
        call.attempt(() -> {
            CompletableFuture<ClusterView> view =
                    linearizable ? membership.confirmed() : CompletableFuture.completedFuture(membership.view());
            call.when(
                    view,
                    found -> call.answer(MemberListResponse.newBuilder()
                            .setHeader(header(found))
                            .addAllMembers(members(found))
                            .build()));
        });
    }

    @Override
    public void memberAdd(MemberAddRequest request, StreamObserver<MemberAddResponse> observer) {
        Call<MemberAddResponse> call = new Call<>(observer, additions);
        long end = endNanos();
        call.attempt(() -> {
            String address = MemberUrls.address(request.getPeerURLsList());
            Candidate candidate = new Candidate(MemberId.NONE, "", address, "", "");
            Predicate<ClusterView> added = view -> at(view, address).isPresent();
            CompletableFuture<ClusterView> learner =
                    changes.make(new Wanted(view -> add(view, candidate, added), added), end);
            CompletableFuture<ClusterView> done = request.getIsLearner()
                    ? learner
                    : learner.thenCompose(
                            view -> promote(at(view, address).orElseThrow().id(), true, end));
            call.when(
                    done,
                    view -> call.answer(MemberAddResponse.newBuilder()
                            .setHeader(header(view))
                            .setMember(member(at(view, address).orElseThrow()))
                            .addAllMembers(members(view))
                            .build()));
        });
    }

    private CompletableFuture<ChangeOutcome> add(ClusterView view, Candidate candidate, Predicate<ClusterView> taken) {
        if (taken.test(view)) {
            throw Status.FAILED_PRECONDITION
                    .withDescription("etcdserver: Peer URLs already exists")
                    .asRuntimeException();
        }
        return membership.add(view.epoch(), candidate).thenApply(Membership.Added::outcome);
    }

    private CompletableFuture<ClusterView> promote(MemberId member, boolean patiently, long endNanos) {
        return changes.make(
                new Wanted(
                        view -> membership.promote(view.epoch(), member),
                        view -> view.configuration()
                                .filter(each -> each.isVoter(member))
                                .isPresent(),
                        reason -> patiently && reason == Reason.NOT_CAUGHT_UP),
                endNanos);
    }

    /** Etcd's {@code MemberPromote}; its messages have the fields of a removal's. */
    private void memberPromote(MemberRemoveRequest request, StreamObserver<MemberRemoveResponse> observer) {
        Call<MemberRemoveResponse> call = new Call<>(observer, promotions);
        long end = endNanos();
        call.attempt(() ->
                call.when(promote(new MemberId(request.getID()), false, end), view -> call.answer(changed(view))));
    }

    @Override
    public void memberRemove(MemberRemoveRequest request, StreamObserver<MemberRemoveResponse> observer) {
        Call<MemberRemoveResponse> call = new Call<>(observer, removals);
        MemberId member = new MemberId(request.getID());
        Wanted removal = new Wanted(
                view -> membership.remove(view.epoch(), member),
                view -> of(view, member).isEmpty());
        long end = endNanos();
        call.attempt(() -> call.when(changes.make(removal, end), view -> call.answer(changed(view))));
    }

    @Override
    public void memberUpdate(MemberUpdateRequest request, StreamObserver<MemberUpdateResponse> observer) {
        Call<MemberUpdateResponse> call = new Call<>(observer, updates);
        long end = endNanos();
        call.attempt(() -> {
            MemberId member = new MemberId(request.getID());
            String address = MemberUrls.address(request.getPeerURLsList());
            Candidate changed = new Candidate(member, "", address, "", "");
            Wanted update = new Wanted(
                    view -> membership.update(view.epoch(), changed),
                    view -> at(view, address)
                            .filter(each -> each.id().equals(member))
                            .isPresent());
            call.when(
                    changes.make(update, end),
                    view -> call.answer(MemberUpdateResponse.newBuilder()
                            .setHeader(header(view))
                            .addAllMembers(members(view))
                            .build()));
        });
    }

    private static MemberRemoveResponse changed(ClusterView view) {
        return MemberRemoveResponse.newBuilder()
                .setHeader(header(view))
                .addAllMembers(members(view))
                .build();
    }

    private static long endNanos() {
        Deadline deadline = Context.current().getDeadline();
        long left = deadline == null
                ? PATIENCE_NANOS
                : Math.min(PATIENCE_NANOS, deadline.timeRemaining(TimeUnit.NANOSECONDS) - MARGIN_NANOS);
        return System.nanoTime() + left;
    }

    /** Etcd answers about members with a revision of 0. */
    private static ResponseHeader header(ClusterView view) {
        return Headers.of(view.node(), 0);
    }

    private static Optional<Member> of(ClusterView view, MemberId id) {
        return view.configuration().flatMap(configuration -> configuration.member(id));
    }

    private static Optional<Member> at(ClusterView view, String peerAddress) {
        return view.configuration().stream()
                .flatMap(configuration -> configuration.members().stream())
                .filter(member -> member.peerAddress().equals(peerAddress))
                .findFirst();
    }

    private static List<io.etcd.jetcd.api.Member> members(ClusterView view) {
        return view.configuration().map(Configuration::members).orElse(List.of()).stream()
                .map(ClusterService::member)
                .toList();
    }

    private static io.etcd.jetcd.api.Member member(Member member) {
        return io.etcd.jetcd.api.Member.newBuilder()
                .setID(member.id().value())
                .setName(member.name())
                .addPeerURLs(MemberUrls.of(member.peerAddress()))
                .addClientURLs(MemberUrls.of(member.grpcAddress()))
                .setIsLearner(member.role() == Member.Role.LEARNER)
                .build();
    }
}
