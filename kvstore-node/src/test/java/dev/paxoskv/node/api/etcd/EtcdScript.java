package dev.paxoskv.node.api.etcd;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeRequest.SortOrder;
import io.etcd.jetcd.api.RangeRequest.SortTarget;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Requests in a fixed order, that begin on an empty store and meet every rule and error of etcd's key-value service. */
final class EtcdScript {

    private static final String ENDLESS = "\0";
    private static final int LIMIT = 3 << 19;

    private final List<Object> requests = new ArrayList<>();

    private EtcdScript() {}

    /** The requests: messages of the service {@code KV}. */
    static List<Object> requests() {
        EtcdScript script = new EtcdScript();
        script.puts();
        script.ranges();
        script.deletions();
        script.oldRevisions();
        script.transactions();
        script.refusedTransactions();
        script.compactions();
        script.sizes();
        return script.requests;
    }

    private void puts() {
        add(range("a"), range("a", ENDLESS), put("a", "1"), put("a", "2"), put("b", "1"), put("", "x"));
        add(put("c", "3").toBuilder().setPrevKv(true).build());
        add(put("c", "4").toBuilder().setPrevKv(true).build());
        add(put("c", "").toBuilder().setIgnoreValue(true).setPrevKv(true).build());
        add(put("c", "x").toBuilder().setIgnoreValue(true).build());
        add(put("none", "").toBuilder().setIgnoreValue(true).build());
        add(put("c", "5").toBuilder().setIgnoreLease(true).build());
        add(put("none", "5").toBuilder().setIgnoreLease(true).build());
        add(put("c", "5").toBuilder().setIgnoreLease(true).setLease(7).build());
        add(put("c", "5").toBuilder().setLease(4711).build());
        add(put("empty", ""), range("empty"));
    }

    private void ranges() {
        add(put("d", "9"), put("d/1", "1"), put("d/2", "0"), put("a", "7"), put("d/1", "5"));
        add(range(""), range("", ENDLESS), range(ENDLESS, ENDLESS), range("d", ENDLESS), range("d/", "d0"));
        add(range("d", "d"), range("d", "a"), range("a", "b"));
        add(
                all().setLimit(2).build(),
                all().setLimit(100).build(),
                all().setLimit(-1).build());
        add(all().setKeysOnly(true).build(), all().setCountOnly(true).build());
        add(all().setCountOnly(true).setKeysOnly(true).setLimit(1).build());
        add(range("d").toBuilder().setKeysOnly(true).build());
        add(range("d").toBuilder().setCountOnly(true).build());
        add(range("none").toBuilder().setCountOnly(true).build());
        for (SortTarget target :
                List.of(SortTarget.KEY, SortTarget.VERSION, SortTarget.CREATE, SortTarget.MOD, SortTarget.VALUE)) {
            for (SortOrder order : List.of(SortOrder.NONE, SortOrder.ASCEND, SortOrder.DESCEND)) {
                add(all().setSortTarget(target).setSortOrder(order).build());
                add(all().setSortTarget(target).setSortOrder(order).setLimit(2).build());
            }
        }
        add(all().setSortTarget(SortTarget.VALUE)
                .setSortOrder(SortOrder.DESCEND)
                .setKeysOnly(true)
                .build());
        add(all().setMinModRevision(4).build(), all().setMaxModRevision(4).build());
        add(
                all().setMinCreateRevision(4).setLimit(1).build(),
                all().setMaxCreateRevision(4).build());
        add(all().setMinModRevision(4).setMaxModRevision(9).setLimit(1).build());
        add(all().setMinModRevision(100).build());
        add(all().setSerializable(true).build());
    }

    private void deletions() {
        add(delete("none"), delete(""), delete("d/1"), delete("d/1"));
        add(delete("d/2").toBuilder().setPrevKv(true).build());
        add(delete("d/2").toBuilder().setPrevKv(true).build());
        add(put("d/1", "again"), range("d/1"), put("e/1", "x"), put("e/2", "y"));
        add(delete("e/", "e0").toBuilder().setPrevKv(true).build());
        add(delete("e/", "e0"), delete("z", "a"));
    }

    private void oldRevisions() {
        for (long revision : new long[] {-1, 0, 1, 2, 3, 10, 15, 20, 1000}) {
            add(range("a").toBuilder().setRevision(revision).build());
            add(all().setRevision(revision).setLimit(2).build());
            add(all().setRevision(revision).setCountOnly(true).build());
        }
    }

    private void transactions() {
        add(txn(List.of(), List.of(), List.of()));
        add(txn(List.of(), List.of(op(range("a")), op(range("none"))), List.of()));
        add(txn(
                List.of(),
                List.of(op(put("t", "1")), op(range("t")), op(put("u", "2")), op(range("t", "v"))),
                List.of()));
        add(txn(
                List.of(version("t", Compare.CompareResult.EQUAL, 1)),
                List.of(op(put("t", "2"))),
                List.of(op(range("t")))));
        add(txn(
                List.of(version("t", Compare.CompareResult.EQUAL, 1)),
                List.of(op(put("t", "3"))),
                List.of(op(range("t")))));
        add(txn(List.of(), List.of(op(delete("none")), op(range("t"))), List.of()));
        add(txn(List.of(), List.of(op(delete("t")), op(range("t")), op(delete("t"))), List.of()));
        add(txn(List.of(), List.of(op(put("t", "1").toBuilder().setPrevKv(true).build())), List.of()));
        for (Compare.CompareResult result : List.of(
                Compare.CompareResult.EQUAL,
                Compare.CompareResult.NOT_EQUAL,
                Compare.CompareResult.GREATER,
                Compare.CompareResult.LESS)) {
            for (String key : List.of("a", "none")) {
                add(check(version(key, result, 0)), check(version(key, result, 3)));
                add(check(compare(key, result)
                        .setTarget(Compare.CompareTarget.CREATE)
                        .setCreateRevision(2)
                        .build()));
                add(check(compare(key, result)
                        .setTarget(Compare.CompareTarget.MOD)
                        .setModRevision(3)
                        .build()));
                add(check(compare(key, result)
                        .setTarget(Compare.CompareTarget.VALUE)
                        .setValue(bytes("7"))
                        .build()));
                add(check(lease(key, result, 0)), check(lease(key, result, 5)));
            }
            add(check(compare("a", result)
                    .setRangeEnd(bytes("e"))
                    .setTarget(Compare.CompareTarget.VERSION)
                    .setVersion(2)
                    .build()));
            add(check(compare("x", result)
                    .setRangeEnd(bytes("y"))
                    .setTarget(Compare.CompareTarget.VERSION)
                    .setVersion(0)
                    .build()));
        }
        add(check(compare("a", Compare.CompareResult.EQUAL)
                .setTarget(Compare.CompareTarget.VERSION)
                .setModRevision(3)
                .build()));
        RequestOp inner = op(txn(
                List.of(version("n", Compare.CompareResult.EQUAL, 0)),
                List.of(op(put("n", "2")), op(range("n"))),
                List.of(op(range("a")))));
        add(txn(List.of(), List.of(op(put("m", "1")), inner, op(range("m", "o"))), List.of()));
        add(txn(List.of(), List.of(inner), List.of()));
        add(txn(List.of(), List.of(op(txn(List.of(), List.of(op(range("m"))), List.of()))), List.of()));
        add(txn(List.of(), List.of(op(range("m", "o")), op(delete("m", "o")), op(range("m", "o"))), List.of()));
        add(txn(List.of(), List.of(op(range("a").toBuilder().setRevision(2).build())), List.of()));
        add(txn(
                List.of(),
                List.of(
                        op(put("n", "1")),
                        op(range("n").toBuilder().setRevision(2).build())),
                List.of()));
    }

    private void refusedTransactions() {
        add(txn(List.of(), List.of(op(put("t", "1")), op(put("t", "2"))), List.of()));
        add(txn(List.of(), List.of(op(put("t", "1")), op(delete("t"))), List.of()));
        add(txn(List.of(), List.of(op(delete("s", "u")), op(put("t", "1"))), List.of()));
        add(txn(List.of(), List.of(op(put("t", "1"))), List.of(op(put("t", "2")))));
        add(txn(
                List.of(),
                List.of(op(put("t", "1")), op(txn(List.of(), List.of(op(put("t", "2"))), List.of()))),
                List.of()));
        add(txn(
                List.of(),
                List.of(op(txn(List.of(), List.of(op(put("t", "1"))), List.of(op(put("t", "2")))))),
                List.of()));
        add(txn(List.of(), List.of(op(put("", "1"))), List.of()));
        add(txn(List.of(), List.of(), List.of(op(range("")))));
        add(txn(List.of(version("", Compare.CompareResult.EQUAL, 0)), List.of(), List.of()));
        add(txn(List.of(), List.of(RequestOp.getDefaultInstance()), List.of()));
        add(txn(
                List.of(),
                List.of(op(put("t", "x").toBuilder().setIgnoreValue(true).build())),
                List.of()));
        add(txn(
                List.of(),
                List.of(op(put("none", "").toBuilder().setIgnoreValue(true).build())),
                List.of()));
        add(txn(List.of(), List.of(op(put("t", "x").toBuilder().setLease(4711).build())), List.of()));
        add(txn(List.of(), List.of(op(range("a").toBuilder().setRevision(1000).build())), List.of()));
        add(txn(
                List.of(),
                List.of(
                        op(put("t", "9")),
                        op(range("a").toBuilder().setRevision(1000).build())),
                List.of()));
        add(txn(List.of(), puts(128), List.of()), txn(List.of(), puts(129), List.of()));
        add(txn(List.of(), List.of(op(txn(List.of(), puts(127), List.of()))), List.of()));
        add(txn(List.of(), List.of(op(txn(List.of(), puts(128), List.of()))), List.of()));
        add(range("a", ENDLESS).toBuilder().setCountOnly(true).build());
    }

    private void compactions() {
        add(compact(0), compact(-1), compact(5), compact(5), compact(4), compact(1_000_000));
        add(
                range("a").toBuilder().setRevision(4).build(),
                range("a").toBuilder().setRevision(5).build());
        add(
                all().setRevision(4).build(),
                all().setRevision(5).build(),
                all().setRevision(6).build());
        add(txn(List.of(), List.of(op(range("a").toBuilder().setRevision(2).build())), List.of()));
        add(txn(
                List.of(),
                List.of(
                        op(put("n", "1")),
                        op(range("n").toBuilder().setRevision(2).build())),
                List.of()));
        add(compact(7).toBuilder().setPhysical(true).build(), put("a", "after"), range("a"));
    }

    private void sizes() {
        add(
                put("big", "x".repeat(LIMIT - 100)),
                range("big").toBuilder().setKeysOnly(true).build());
        add(put("big", "x".repeat(LIMIT)), put("big", "x".repeat(LIMIT + 1)));
        add(txn(
                List.of(),
                List.of(op(put("b1", "x".repeat(LIMIT / 2))), op(put("b2", "x".repeat(LIMIT / 2)))),
                List.of()));
        add(range("big").toBuilder().setKeysOnly(true).build());
    }

    private void add(Object... more) {
        requests.addAll(List.of(more));
    }

    private static List<RequestOp> puts(int count) {
        return IntStream.range(0, count).mapToObj(i -> op(put("p" + i, "x"))).toList();
    }

    private static TxnRequest check(Compare compare) {
        return txn(List.of(compare), List.of(), List.of());
    }

    private static Compare.Builder compare(String key, Compare.CompareResult result) {
        return Compare.newBuilder().setKey(bytes(key)).setResult(result);
    }

    private static Compare version(String key, Compare.CompareResult result, long version) {
        return compare(key, result)
                .setTarget(Compare.CompareTarget.VERSION)
                .setVersion(version)
                .build();
    }

    /** A comparison that the message classes do not know: target 4, and the number in field 8. */
    private static Compare lease(String key, Compare.CompareResult result, long lease) {
        return compare(key, result)
                .setTargetValue(4)
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                8,
                                UnknownFieldSet.Field.newBuilder()
                                        .addVarint(lease)
                                        .build())
                        .build())
                .build();
    }

    private static TxnRequest txn(List<Compare> compares, List<RequestOp> success, List<RequestOp> failure) {
        return TxnRequest.newBuilder()
                .addAllCompare(compares)
                .addAllSuccess(success)
                .addAllFailure(failure)
                .build();
    }

    private static RequestOp op(RangeRequest range) {
        return RequestOp.newBuilder().setRequestRange(range).build();
    }

    private static RequestOp op(PutRequest put) {
        return RequestOp.newBuilder().setRequestPut(put).build();
    }

    private static RequestOp op(DeleteRangeRequest delete) {
        return RequestOp.newBuilder().setRequestDeleteRange(delete).build();
    }

    private static RequestOp op(TxnRequest txn) {
        return RequestOp.newBuilder().setRequestTxn(txn).build();
    }

    private static RangeRequest.Builder all() {
        return range("a", ENDLESS).toBuilder();
    }

    private static RangeRequest range(String key) {
        return RangeRequest.newBuilder().setKey(bytes(key)).build();
    }

    private static RangeRequest range(String key, String end) {
        return RangeRequest.newBuilder()
                .setKey(bytes(key))
                .setRangeEnd(bytes(end))
                .build();
    }

    private static PutRequest put(String key, String value) {
        return PutRequest.newBuilder().setKey(bytes(key)).setValue(bytes(value)).build();
    }

    private static DeleteRangeRequest delete(String key) {
        return DeleteRangeRequest.newBuilder().setKey(bytes(key)).build();
    }

    private static DeleteRangeRequest delete(String key, String end) {
        return DeleteRangeRequest.newBuilder()
                .setKey(bytes(key))
                .setRangeEnd(bytes(end))
                .build();
    }

    private static CompactionRequest compact(long revision) {
        return CompactionRequest.newBuilder().setRevision(revision).build();
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFrom(text, UTF_8);
    }
}
