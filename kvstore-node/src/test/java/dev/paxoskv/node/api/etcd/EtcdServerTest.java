package dev.paxoskv.node.api.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.paxoskv.node.api.LocalKeyValueService;
import dev.paxoskv.node.replica.KeyValueService.Consistency;
import dev.paxoskv.node.replica.RequestException.Kind;
import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.StatusResponse;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EtcdServerTest {

    private LocalEtcd etcd;
    private EtcdConnection connection;

    @BeforeEach
    void start() throws IOException {
        etcd = new LocalEtcd(0);
        connection = new EtcdConnection(etcd.port);
    }

    @AfterEach
    void stop() {
        connection.close();
        etcd.close();
    }

    @Test
    void jetcdsClientPutsGetsDeletesAndRunsTransactions() throws Exception {
        try (Client client =
                Client.builder().endpoints("http://127.0.0.1:" + etcd.port).build()) {
            KV kv = client.getKVClient();
            assertThat(kv.put(text("a"), text("1"))
                            .get(20, TimeUnit.SECONDS)
                            .getHeader()
                            .getRevision())
                    .isEqualTo(2);
            PutOption withPrevious = PutOption.builder().withPrevKV().build();
            assertThat(kv.put(text("a"), text("2"), withPrevious)
                            .get(20, TimeUnit.SECONDS)
                            .getPrevKv()
                            .getValue())
                    .isEqualTo(text("1"));
            assertThat(kv.get(text("a")).get(20, TimeUnit.SECONDS).getKvs())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.getVersion()).isEqualTo(2));
            var txn = kv.txn()
                    .If(new Cmp(text("a"), Cmp.Op.EQUAL, CmpTarget.value(text("2"))))
                    .Then(Op.put(text("b"), text("3"), PutOption.DEFAULT), Op.get(text("b"), GetOption.DEFAULT))
                    .Else(Op.get(text("a"), GetOption.DEFAULT))
                    .commit()
                    .get(20, TimeUnit.SECONDS);
            assertThat(txn.isSucceeded()).isTrue();
            assertThat(txn.getGetResponses().getFirst().getKvs().getFirst().getValue())
                    .isEqualTo(text("3"));
            assertThat(kv.delete(text("a")).get(20, TimeUnit.SECONDS).getDeleted())
                    .isEqualTo(1);
            assertThat(kv.compact(4).get(20, TimeUnit.SECONDS).getHeader().getRevision())
                    .isEqualTo(5);
        }
    }

    @Test
    void anAnswerNamesTheClusterTheMemberTheRevisionAndTheRound() {
        ResponseHeader header = connection.kv().put(put("a", "1")).getHeader();
        assertThat(header.getClusterId()).isEqualTo(LocalKeyValueService.CLUSTER.value());
        assertThat(header.getMemberId()).isEqualTo(LocalKeyValueService.MEMBER.value());
        assertThat(header.getRevision()).isEqualTo(2);
        assertThat(header.getRaftTerm()).isEqualTo(3);
    }

    @Test
    void theStatusTellsWhoLeadsAndWhatIsWrong() {
        StatusResponse status = connection.status();
        assertThat(status.getVersion()).startsWith("3.6.");
        assertThat(status.getLeader()).isEqualTo(LocalKeyValueService.MEMBER.value());
        assertThat(status.getDbSize()).isEqualTo(20480);
        assertThat(status.getRaftIndex()).isEqualTo(1);
        assertThat(status.getRaftTerm()).isEqualTo(3);
        assertThat(status.getUnknownFields().hasField(8)).isFalse();
        etcd.store.lead(false);
        StatusResponse alone = connection.status();
        assertThat(alone.getLeader()).isZero();
        assertThat(alone.getUnknownFields().getField(8).getLengthDelimitedList())
                .containsExactly(ByteString.copyFromUtf8("etcdserver: no leader"));
    }

    @Test
    void readsAreLinearizableUnlessAllOfThemMayBeStale() {
        RangeRequest linearizable = RangeRequest.newBuilder().setKey(bytes("a")).build();
        RangeRequest stale = linearizable.toBuilder().setSerializable(true).build();
        connection.kv().range(linearizable);
        connection.kv().range(stale);
        connection.kv().txn(reads(stale, stale));
        connection.kv().txn(reads(stale, linearizable));
        assertThat(etcd.store.reads())
                .containsExactly(
                        Consistency.LINEARIZABLE, Consistency.STALE, Consistency.STALE, Consistency.LINEARIZABLE);
    }

    @ParameterizedTest
    @CsvSource({
        "NO_LEADER, UNAVAILABLE, etcdserver: no leader, unavailable",
        "OVERLOADED, RESOURCE_EXHAUSTED, etcdserver: too many requests, unavailable",
        "UNKNOWN, UNAVAILABLE, etcdserver: request timed out, unknown",
        "NOT_SERVING, UNAVAILABLE, etcdserver: server stopped, unavailable"
    })
    void whatTheClusterDoesNotAnswerIsEtcdsError(Kind kind, Status.Code code, String text, String outcome) {
        etcd.store.failWith(kind);
        assertThat(connection.answer(put("a", "1"))).isEqualTo(code + ": " + text);
        assertThat(connection.answer(
                        RangeRequest.newBuilder().setKey(bytes("a")).build()))
                .isEqualTo(code + ": " + text);
        assertThat(etcd.meters
                        .get("paxoskv.requests")
                        .tags("operation", "put", "outcome", outcome)
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aMessageOverTheLimitIsRefusedAndTheConnectionGoesOn() {
        PutRequest huge = put("a", "x".repeat(3 << 20));
        assertThat(connection.answer(huge)).startsWith("RESOURCE_EXHAUSTED").contains("2097152");
        assertThat(connection.answer(put("a", "1"))).doesNotContain("RESOURCE_EXHAUSTED");
    }

    @Test
    void otherServicesAreUnimplemented() {
        assertThatThrownBy(() -> LeaseGrpc.newBlockingStub(connection.channel())
                        .withDeadlineAfter(20, TimeUnit.SECONDS)
                        .leaseGrant(LeaseGrantRequest.getDefaultInstance()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
    }

    @Test
    void unknownComparisonsAreRefused() {
        TxnRequest.Builder txn = TxnRequest.newBuilder();
        txn.addCompareBuilder().setKey(bytes("a")).setTargetValue(77);
        assertThat(connection.answer(txn.build()))
                .isEqualTo("INVALID_ARGUMENT: etcdserver: a compare has the unknown target 77");
        txn.getCompareBuilder(0).setTarget(Compare.CompareTarget.VERSION).setResultValue(77);
        assertThat(connection.answer(txn.build()))
                .isEqualTo("INVALID_ARGUMENT: etcdserver: a compare has the unknown relation 77");
    }

    @Test
    void unknownOrdersAreRefused() {
        RangeRequest range = RangeRequest.newBuilder()
                .setKey(bytes("a"))
                .setRangeEnd(bytes("b"))
                .build();
        String refusal = "INVALID_ARGUMENT: etcdserver: invalid sort option";
        assertThat(connection.answer(range.toBuilder().setSortOrderValue(9).build()))
                .isEqualTo(refusal);
        assertThat(connection.answer(range.toBuilder().setSortTargetValue(9).build()))
                .isEqualTo(refusal);
    }

    @Test
    void aTransactionNestedTooDeeplyIsRefused() {
        TxnRequest nested = TxnRequest.getDefaultInstance();
        for (int i = 0; i < 1000; i++) {
            nested = TxnRequest.newBuilder()
                    .addSuccess(RequestOp.newBuilder().setRequestTxn(nested))
                    .build();
        }
        assertThat(connection.answer(nested))
                .startsWith("INVALID_ARGUMENT: the request is no message of this method")
                .contains("nesting");
        assertThat(connection.answer(put("a", "1"))).contains("revision: 2");
    }

    @Test
    void aPortInUseIsSaidSo() {
        EtcdServer second = etcd.server();
        assertThatThrownBy(() -> second.start("127.0.0.1", etcd.port))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1:" + etcd.port)
                .hasMessageContaining("in use")
                .hasMessageContaining("another client gRPC port");
        assertThatThrownBy(() -> second.start("no.such.host.invalid", 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no such host");
    }

    @Test
    void aServerThatWasStoppedIsGoneAndCanBeStartedAgain() throws IOException {
        EtcdServer server = etcd.server();
        int port = server.start("127.0.0.1", 0);
        server.stop(Duration.ofSeconds(5));
        server.stop(Duration.ofSeconds(5));
        assertThat(server.start("127.0.0.1", port)).isEqualTo(port);
        server.stop(Duration.ofSeconds(5));
    }

    private static TxnRequest reads(RangeRequest first, RangeRequest second) {
        return TxnRequest.newBuilder()
                .addSuccess(RequestOp.newBuilder().setRequestRange(first))
                .addFailure(RequestOp.newBuilder().setRequestRange(second))
                .build();
    }

    private static PutRequest put(String key, String value) {
        return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build();
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFrom(text, UTF_8);
    }

    private static ByteSequence text(String text) {
        return ByteSequence.from(text, UTF_8);
    }
}
