package dev.paxoskv.node.api.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.UnknownFieldSet;
import dev.paxoskv.node.api.LocalKeyValueService;
import dev.paxoskv.node.paxos.model.ChangeOutcome.Reason;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.replica.NodeAdmin.NodeIdentity;
import dev.paxoskv.node.replica.RequestException.Kind;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.api.AlarmRequest;
import io.etcd.jetcd.api.ClusterGrpc;
import io.etcd.jetcd.api.DefragmentRequest;
import io.etcd.jetcd.api.MaintenanceGrpc;
import io.etcd.jetcd.api.Member;
import io.etcd.jetcd.api.MemberAddRequest;
import io.etcd.jetcd.api.MemberAddResponse;
import io.etcd.jetcd.api.MemberListRequest;
import io.etcd.jetcd.api.MemberListResponse;
import io.etcd.jetcd.api.MemberRemoveRequest;
import io.etcd.jetcd.api.MemberRemoveResponse;
import io.etcd.jetcd.api.MemberUpdateRequest;
import io.etcd.jetcd.api.MoveLeaderRequest;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MembersOverEtcdTest {

    private static final long FIRST = LocalKeyValueService.MEMBER.value();
    private static final long SECOND = 0x8000000000000002L;
    private static final String PEER = "http://127.0.0.1:3001";

    private LocalEtcd etcd;
    private EtcdConnection connection;

    @BeforeEach
    void start() throws IOException {
        etcd = new LocalEtcd(0);
        connection = new EtcdConnection(etcd.port);
        etcd.cluster.running(
                "127.0.0.1:3001",
                new NodeIdentity(
                        new MemberId(SECOND),
                        "node-2",
                        "127.0.0.1:3001",
                        "127.0.0.1:4001",
                        "127.0.0.1:5001",
                        Optional.empty()));
    }

    @AfterEach
    void stop() {
        connection.close();
        etcd.close();
    }

    private ClusterGrpc.ClusterBlockingStub cluster() {
        return ClusterGrpc.newBlockingStub(connection.channel()).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    private MaintenanceGrpc.MaintenanceBlockingStub maintenance() {
        return MaintenanceGrpc.newBlockingStub(connection.channel()).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    private MemberAddResponse add(boolean learner) {
        return cluster()
                .memberAdd(MemberAddRequest.newBuilder()
                        .addPeerURLs(PEER)
                        .setIsLearner(learner)
                        .build());
    }

    /** The client's messages are as old as the server's; they have the fields of a removal's. */
    private MemberRemoveResponse promote(long id) {
        MethodDescriptor<MemberRemoveRequest, MemberRemoveResponse> method =
                ClusterGrpc.getMemberRemoveMethod().toBuilder()
                        .setFullMethodName("etcdserverpb.Cluster/MemberPromote")
                        .build();
        return ClientCalls.blockingUnaryCall(
                connection.channel(),
                method,
                cluster().getCallOptions(),
                MemberRemoveRequest.newBuilder().setID(id).build());
    }

    private MemberRemoveResponse remove(long id) {
        return cluster().memberRemove(MemberRemoveRequest.newBuilder().setID(id).build());
    }

    private static String failure(ThrowingCallable call) {
        String[] text = new String[1];
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> text[0] =
                                e.getStatus().getCode() + ": " + e.getStatus().getDescription());
        return text[0];
    }

    @Test
    void theMembersAreListedAsEtcdListsThem() {
        MemberListResponse list = cluster().memberList(MemberListRequest.getDefaultInstance());
        assertThat(list.getHeader().getClusterId()).isEqualTo(LocalKeyValueService.CLUSTER.value());
        assertThat(list.getHeader().getMemberId()).isEqualTo(FIRST);
        assertThat(list.getHeader().getRevision()).isZero();
        assertThat(list.getHeader().getRaftTerm()).isEqualTo(3);
        assertThat(list.getMembersList())
                .containsExactly(Member.newBuilder()
                        .setID(FIRST)
                        .setName("node-1")
                        .addPeerURLs("http://127.0.0.1:3000")
                        .addClientURLs("http://127.0.0.1:5000")
                        .build());
    }

    @Test
    void aListIsConfirmedOnlyWhereThatIsAskedFor() {
        etcd.cluster.failWith(Kind.NO_LEADER);
        assertThat(cluster().memberList(MemberListRequest.getDefaultInstance()).getMembersCount())
                .isEqualTo(1);
        MemberListRequest linearizable = MemberListRequest.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                1,
                                UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                        .build())
                .build();
        assertThat(failure(() -> cluster().memberList(linearizable))).isEqualTo("UNAVAILABLE: etcdserver: no leader");
    }

    @Test
    void aLearnerIsAddedPromotedAndRemoved() {
        MemberAddResponse added = add(true);
        assertThat(added.getMember().getID()).isEqualTo(SECOND);
        assertThat(added.getMember().getName()).isEqualTo("node-2");
        assertThat(added.getMember().getIsLearner()).isTrue();
        assertThat(added.getMembersCount()).isEqualTo(2);
        assertThat(added.getHeader().getRevision()).isZero();
        assertThat(promote(SECOND).getMembersList())
                .noneMatch(Member::getIsLearner)
                .hasSize(2);
        assertThat(remove(SECOND).getMembersList()).extracting(Member::getID).containsExactly(FIRST);
    }

    @Test
    void aVoterIsAddedAsALearnerThatIsPromoted() {
        assertThat(add(false).getMember().getIsLearner()).isFalse();
        assertThat(etcd.cluster.requests()).containsExactly("1 AddLearner", "2 Promote");
    }

    @Test
    void aNewVoterIsWaitedForUntilItHasCaughtUp() {
        etcd.cluster.nextIsLost();
        etcd.cluster.nextIsRefused(Reason.NOT_CAUGHT_UP);
        etcd.cluster.nextIsRefused(Reason.BUSY);
        assertThat(add(false).getMembersList()).noneMatch(Member::getIsLearner).hasSize(2);
    }

    @Test
    void aNewVoterThatDoesNotCatchUpStaysALearner() {
        etcd.cluster.caughtUp(false);
        assertThat(failure(() -> cluster()
                        .withDeadlineAfter(2, TimeUnit.SECONDS)
                        .memberAdd(
                                MemberAddRequest.newBuilder().addPeerURLs(PEER).build())))
                .matches(
                        "(FAILED_PRECONDITION: etcdserver: can only promote a learner member which is in sync with leader"
                                + "|DEADLINE_EXCEEDED.*)");
        assertThat(cluster().memberList(MemberListRequest.getDefaultInstance()).getMembersList())
                .filteredOn(Member::getIsLearner)
                .hasSize(1);
        assertThat(failure(() -> promote(SECOND)))
                .isEqualTo(
                        "FAILED_PRECONDITION: etcdserver: can only promote a learner member which is in sync with leader");
    }

    @Test
    void anUnknownOutcomeIsSettledByLooking() {
        etcd.cluster.nextIsLost();
        assertThat(add(true).getMembersCount()).isEqualTo(2);
        assertThat(etcd.cluster.requests()).containsExactly("1 AddLearner");
        etcd.cluster.nextIsLost();
        assertThat(promote(SECOND).getMembersList()).noneMatch(Member::getIsLearner);
        etcd.cluster.nextIsLost();
        assertThat(remove(SECOND).getMembersCount()).isEqualTo(1);
        assertThat(etcd.cluster.requests()).containsExactly("1 AddLearner", "2 Promote", "3 Remove");
    }

    @Test
    void aChangeIsMadeAgainForTheNextConfiguration() {
        etcd.cluster.nextIsRefused(Reason.EPOCH_MOVED);
        assertThat(add(true).getMembersCount()).isEqualTo(2);
    }

    @Test
    void aMemberMovesToAnotherAddress() {
        add(true);
        MemberUpdateRequest move = MemberUpdateRequest.newBuilder()
                .setID(SECOND)
                .addPeerURLs("http://127.0.0.1:3009")
                .build();
        assertThat(cluster().memberUpdate(move).getMembersList())
                .filteredOn(Member::getIsLearner)
                .singleElement()
                .satisfies(member -> assertThat(member.getPeerURLsList()).containsExactly("http://127.0.0.1:3009"));
        assertThat(failure(
                        () -> cluster().memberUpdate(move.toBuilder().setID(99).build())))
                .isEqualTo("NOT_FOUND: etcdserver: member not found");
    }

    @Test
    void theLeaderHandsOverBeforeItIsRemoved() {
        add(false);
        assertThat(remove(FIRST).getMembersList()).extracting(Member::getID).containsExactly(SECOND);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1:3001", "http://127.0.0.1", "ftp://h:1", "http://h:1/x", "http://a b:1"})
    void badUrlsAreRefused(String url) {
        assertThat(failure(() -> cluster()
                        .memberAdd(
                                MemberAddRequest.newBuilder().addPeerURLs(url).build())))
                .isEqualTo("INVALID_ARGUMENT: etcdserver: given member URLs are invalid");
    }

    @Test
    void whatCannotBeAddedSaysWhy() {
        assertThat(failure(() -> cluster()
                        .memberAdd(MemberAddRequest.newBuilder()
                                .addPeerURLs("http://127.0.0.1:3000")
                                .build())))
                .isEqualTo("FAILED_PRECONDITION: etcdserver: Peer URLs already exists");
        assertThat(failure(() -> cluster()
                        .memberAdd(MemberAddRequest.newBuilder()
                                .addPeerURLs("http://h:1")
                                .addPeerURLs("http://h:2")
                                .build())))
                .isEqualTo("INVALID_ARGUMENT: etcdserver: given member URLs are invalid");
        assertThat(failure(() -> cluster()
                        .memberAdd(MemberAddRequest.newBuilder()
                                .addPeerURLs("http://127.0.0.1:3007")
                                .build())))
                .isEqualTo(
                        "UNAVAILABLE: etcdserver: no node answers at 127.0.0.1:3007; start the new node first, then add it");
        etcd.cluster.running(
                "127.0.0.1:3008",
                new NodeIdentity(new MemberId(8), "x", "127.0.0.1:3008", "h:1", "h:2", Optional.of(new ClusterId(9))));
        assertThat(failure(() -> cluster()
                        .memberAdd(MemberAddRequest.newBuilder()
                                .addPeerURLs("http://127.0.0.1:3008")
                                .build())))
                .startsWith("FAILED_PRECONDITION: etcdserver: the node at 127.0.0.1:3008 belongs to another cluster");
    }

    @ParameterizedTest
    @CsvSource({
        "NO_SUCH_MEMBER, NOT_FOUND, member not found",
        "REMOVED_MEMBER, NOT_FOUND, member not found",
        "ALREADY_MEMBER, FAILED_PRECONDITION, member ID already exist",
        "NOT_A_LEARNER, FAILED_PRECONDITION, can only promote a learner member",
        "NOT_CAUGHT_UP, FAILED_PRECONDITION, can only promote a learner member which is in sync with leader",
        "LAST_VOTER, FAILED_PRECONDITION, re-configuration failed due to not enough started members",
        "UNSAFE, FAILED_PRECONDITION, re-configuration failed due to not enough started members",
        "TOO_MANY_MEMBERS, FAILED_PRECONDITION, too many learner members in cluster",
        "TIMED_OUT, UNAVAILABLE, request timed out"
    })
    void refusalsAreEtcdsErrors(Reason reason, Status.Code code, String text) {
        etcd.cluster.nextIsRefused(reason);
        assertThat(failure(() -> promote(SECOND))).isEqualTo(code + ": etcdserver: " + text);
    }

    @Test
    void theLeadershipMoves() {
        add(false);
        maintenance()
                .moveLeader(MoveLeaderRequest.newBuilder().setTargetID(SECOND).build());
        assertThat(etcd.cluster.view().node().leader().member().value()).isEqualTo(SECOND);
        for (long nobody : List.of(0L, 99L)) {
            assertThat(failure(() -> maintenance()
                            .moveLeader(MoveLeaderRequest.newBuilder()
                                    .setTargetID(nobody)
                                    .build())))
                    .isEqualTo("FAILED_PRECONDITION: etcdserver: bad leader transferee");
        }
    }

    @Test
    void thereAreNoAlarmsAndNothingToDefragment() {
        assertThat(maintenance().alarm(AlarmRequest.getDefaultInstance()).getAlarmsList())
                .isEmpty();
        assertThat(failure(() -> maintenance()
                        .alarm(AlarmRequest.newBuilder()
                                .setAction(AlarmRequest.AlarmAction.ACTIVATE)
                                .build())))
                .startsWith("INVALID_ARGUMENT: etcdserver: alarms are not raised by hand");
        assertThat(maintenance()
                        .defragment(DefragmentRequest.getDefaultInstance())
                        .hasHeader())
                .isFalse();
    }

    @Test
    void jetcdsClientListsAddsAndRemoves() throws Exception {
        try (Client client =
                Client.builder().endpoints("http://127.0.0.1:" + etcd.port).build()) {
            var members = client.getClusterClient();
            assertThat(members.listMember().get(20, TimeUnit.SECONDS).getMembers())
                    .singleElement()
                    .satisfies(member -> assertThat(member.getName()).isEqualTo("node-1"));
            var added = members.addMember(List.of(URI.create(PEER)), true).get(20, TimeUnit.SECONDS);
            assertThat(added.getMember().getId()).isEqualTo(SECOND);
            assertThat(added.getMember().isLearner()).isTrue();
            assertThat(members.removeMember(SECOND).get(20, TimeUnit.SECONDS).getMembers())
                    .hasSize(1);
        }
    }
}
