package dev.paxoskv.node.api.etcd;

import com.google.protobuf.ByteString;
import dev.paxoskv.node.statemachine.Compare;
import dev.paxoskv.node.statemachine.ErrorCode;
import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.Operation.Compact;
import dev.paxoskv.node.statemachine.Operation.DeleteRange;
import dev.paxoskv.node.statemachine.Operation.Put;
import dev.paxoskv.node.statemachine.Operation.Range;
import dev.paxoskv.node.statemachine.Operation.SortOrder;
import dev.paxoskv.node.statemachine.Operation.SortTarget;
import dev.paxoskv.node.statemachine.Operation.Txn;
import dev.paxoskv.node.statemachine.Operation.TxnOperation;
import dev.paxoskv.node.statemachine.Requests;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * etcd's requests as operations of the store. What has no counterpart there (an enumeration's unknown value, an operation
 * that is none) is refused here with etcd's error; the rest is checked by {@link Requests}.
 */
final class EtcdRequests {

    /** Deeper than a transaction can be nested within the limit of operations, and far from the end of any stack. */
    private static final int MAX_DEPTH = 128;

    private static final byte[] NONE = new byte[0];

    private EtcdRequests() {}

    static Range range(RangeRequest request) {
        return new Range(
                bytes(request.getKey()),
                bytes(request.getRangeEnd()),
                request.getLimit(),
                request.getRevision(),
                order(request.getSortOrder()),
                target(request.getSortTarget()),
                request.getKeysOnly(),
                request.getCountOnly(),
                request.getMinModRevision(),
                request.getMaxModRevision(),
                request.getMinCreateRevision(),
                request.getMaxCreateRevision());
    }

    static Put put(PutRequest request) {
        return new Put(
                bytes(request.getKey()),
                bytes(request.getValue()),
                request.getLease(),
                request.getPrevKv(),
                request.getIgnoreValue(),
                request.getIgnoreLease());
    }

    static DeleteRange delete(DeleteRangeRequest request) {
        return new DeleteRange(bytes(request.getKey()), bytes(request.getRangeEnd()), request.getPrevKv());
    }

    /** Physical clean-up goes on in the background whether or not a client asks to wait for it. */
    static Compact compact(CompactionRequest request) {
        return new Compact(request.getRevision());
    }

    static Txn txn(TxnRequest request) {
        return txn(request, MAX_DEPTH);
    }

    private static Txn txn(TxnRequest request, int depth) {
        if (depth == 0) {
            throw EtcdErrors.of(ErrorCode.TOO_MANY_OPERATIONS);
        }
        return new Txn(
                request.getCompareList().stream().map(EtcdRequests::compare).toList(),
                operations(request.getSuccessList(), depth),
                operations(request.getFailureList(), depth));
    }

    private static List<TxnOperation> operations(List<RequestOp> requests, int depth) {
        List<TxnOperation> operations = new ArrayList<>(requests.size());
        for (RequestOp request : requests) {
            operations.add(
                    switch (request.getRequestCase()) {
                        case REQUEST_RANGE -> range(request.getRequestRange());
                        case REQUEST_PUT -> put(request.getRequestPut());
                        case REQUEST_DELETE_RANGE -> delete(request.getRequestDeleteRange());
                        case REQUEST_TXN -> txn(request.getRequestTxn(), depth - 1);
                        case REQUEST_NOT_SET -> throw EtcdErrors.of(ErrorCode.KEY_NOT_FOUND);
                    });
        }
        return operations;
    }

    private static Compare compare(io.etcd.jetcd.api.Compare request) {
        Compare.Target target = CompareFields.target(request);
        boolean value = target == Compare.Target.VALUE;
        return new Compare(
                bytes(request.getKey()),
                bytes(request.getRangeEnd()),
                target,
                result(request),
                value ? 0 : CompareFields.number(request, target),
                value ? bytes(request.getValue()) : NONE);
    }

    private static Compare.Result result(io.etcd.jetcd.api.Compare request) {
        return switch (request.getResult()) {
            case EQUAL -> Compare.Result.EQUAL;
            case GREATER -> Compare.Result.GREATER;
            case LESS -> Compare.Result.LESS;
            case NOT_EQUAL -> Compare.Result.NOT_EQUAL;
            case UNRECOGNIZED -> throw unknown("relation " + request.getResultValue());
        };
    }

    private static SortOrder order(RangeRequest.SortOrder order) {
        return switch (order) {
            case NONE -> SortOrder.NONE;
            case ASCEND -> SortOrder.ASCEND;
            case DESCEND -> SortOrder.DESCEND;
            case UNRECOGNIZED -> throw EtcdErrors.of(ErrorCode.INVALID_SORT_OPTION);
        };
    }

    private static SortTarget target(RangeRequest.SortTarget target) {
        return switch (target) {
            case KEY -> SortTarget.KEY;
            case VERSION -> SortTarget.VERSION;
            case CREATE -> SortTarget.CREATE_REVISION;
            case MOD -> SortTarget.MOD_REVISION;
            case VALUE -> SortTarget.VALUE;
            case UNRECOGNIZED -> throw EtcdErrors.of(ErrorCode.INVALID_SORT_OPTION);
        };
    }

    static RuntimeException unknown(String what) {
        return Status.INVALID_ARGUMENT
                .withDescription("etcdserver: a compare has the unknown " + what)
                .asRuntimeException();
    }

    /** Whether every read of a transaction that only reads may be answered from this node's state as it is. */
    static boolean isSerializable(TxnRequest request) {
        return areSerializable(request.getSuccessList()) && areSerializable(request.getFailureList());
    }

    private static boolean areSerializable(List<RequestOp> operations) {
        return operations.stream()
                .allMatch(operation -> operation.getRequestRange().getSerializable());
    }

    /**
     * Whether an operation reads so little that a thread of the node can do it: at most one key, or a count at the current
     * revision, which costs no walk.
     */
    static boolean isSmall(Operation operation) {
        return switch (operation) {
            case Range range -> range.rangeEnd().length == 0 || (range.countOnly() && range.revision() <= 0);
            case Txn txn ->
                txn.compare().stream().allMatch(compare -> compare.rangeEnd().length == 0)
                        && txn.success().stream().allMatch(EtcdRequests::isSmall)
                        && txn.failure().stream().allMatch(EtcdRequests::isSmall);
            default -> false;
        };
    }

    private static byte[] bytes(ByteString bytes) {
        return bytes.isEmpty() ? NONE : bytes.toByteArray();
    }
}
