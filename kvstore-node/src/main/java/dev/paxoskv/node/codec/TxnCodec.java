package dev.paxoskv.node.codec;

import dev.paxoskv.command.v1.CompareOp;
import dev.paxoskv.command.v1.TxnItem;
import dev.paxoskv.command.v1.TxnOp;
import dev.paxoskv.node.statemachine.Compare;
import dev.paxoskv.node.statemachine.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * Transactions of {@link OperationCodec}. What is written nests less deeply than protobuf is ready to read: a command that
 * got into the log and cannot be read there again would stop every member.
 */
final class TxnCodec {
    private TxnCodec() {}

    static TxnOp encode(Operation.Txn txn) {
        return encode(txn, 1);
    }

    private static TxnOp encode(Operation.Txn txn, int depth) {
        if (depth > OperationCodec.MAX_TXN_DEPTH) {
            throw new IllegalArgumentException(
                    "a transaction may hold others up to a depth of " + OperationCodec.MAX_TXN_DEPTH);
        }
        TxnOp.Builder out = TxnOp.newBuilder();
        for (Compare compare : txn.compare()) {
            out.addCompare(encode(compare));
        }
        for (Operation.TxnOperation operation : txn.success()) {
            out.addSuccess(encode(operation, depth));
        }
        for (Operation.TxnOperation operation : txn.failure()) {
            out.addFailure(encode(operation, depth));
        }
        return out.build();
    }

    static Operation.Txn decode(TxnOp in) {
        Known.require(in, "transaction");
        List<Compare> compare = new ArrayList<>(in.getCompareCount());
        for (CompareOp condition : in.getCompareList()) {
            compare.add(decode(condition));
        }
        return new Operation.Txn(compare, decode(in.getSuccessList()), decode(in.getFailureList()));
    }

    private static TxnItem encode(Operation.TxnOperation operation, int depth) {
        TxnItem.Builder out = TxnItem.newBuilder();
        return switch (operation) {
            case Operation.Put put -> out.setPut(OperationCodec.put(put)).build();
            case Operation.DeleteRange delete ->
                out.setDeleteRange(OperationCodec.deleteRange(delete)).build();
            case Operation.Range range -> out.setRange(RangeCodec.encode(range)).build();
            case Operation.Txn inner -> out.setTxn(encode(inner, depth + 1)).build();
        };
    }

    private static List<Operation.TxnOperation> decode(List<TxnItem> in) {
        List<Operation.TxnOperation> out = new ArrayList<>(in.size());
        for (TxnItem item : in) {
            out.add(decode(item));
        }
        return out;
    }

    private static Operation.TxnOperation decode(TxnItem in) {
        Known.require(in, "operation of a transaction");
        return switch (in.getOperationCase()) {
            case PUT -> OperationCodec.put(in.getPut());
            case DELETE_RANGE -> OperationCodec.deleteRange(in.getDeleteRange());
            case RANGE -> RangeCodec.decode(in.getRange());
            case TXN -> decode(in.getTxn());
            case OPERATION_NOT_SET -> throw new MalformedException("a transaction with an empty operation");
        };
    }

    private static CompareOp encode(Compare compare) {
        return CompareOp.newBuilder()
                .setKey(Bytes.wrap(compare.key()))
                .setRangeEnd(Bytes.wrap(compare.rangeEnd()))
                .setTarget(target(compare.target()))
                .setResult(result(compare.result()))
                .setNumber(compare.number())
                .setValue(Bytes.wrap(compare.value()))
                .build();
    }

    private static Compare decode(CompareOp in) {
        Known.require(in, "condition of a transaction");
        return new Compare(
                Bytes.unwrap(in.getKey()),
                Bytes.unwrap(in.getRangeEnd()),
                target(in.getTarget()),
                result(in.getResult()),
                in.getNumber(),
                Bytes.unwrap(in.getValue()));
    }

    private static CompareOp.Target target(Compare.Target target) {
        return switch (target) {
            case VERSION -> CompareOp.Target.VERSION;
            case CREATE_REVISION -> CompareOp.Target.CREATE_REVISION;
            case MOD_REVISION -> CompareOp.Target.MOD_REVISION;
            case VALUE -> CompareOp.Target.VALUE;
            case LEASE -> CompareOp.Target.LEASE;
        };
    }

    private static Compare.Target target(CompareOp.Target target) {
        return switch (target) {
            case VERSION -> Compare.Target.VERSION;
            case CREATE_REVISION -> Compare.Target.CREATE_REVISION;
            case MOD_REVISION -> Compare.Target.MOD_REVISION;
            case VALUE -> Compare.Target.VALUE;
            case LEASE -> Compare.Target.LEASE;
            case UNRECOGNIZED -> throw Known.value("target of a condition");
        };
    }

    private static CompareOp.Result result(Compare.Result result) {
        return switch (result) {
            case EQUAL -> CompareOp.Result.EQUAL;
            case GREATER -> CompareOp.Result.GREATER;
            case LESS -> CompareOp.Result.LESS;
            case NOT_EQUAL -> CompareOp.Result.NOT_EQUAL;
        };
    }

    private static Compare.Result result(CompareOp.Result result) {
        return switch (result) {
            case EQUAL -> Compare.Result.EQUAL;
            case GREATER -> Compare.Result.GREATER;
            case LESS -> Compare.Result.LESS;
            case NOT_EQUAL -> Compare.Result.NOT_EQUAL;
            case UNRECOGNIZED -> throw Known.value("relation of a condition");
        };
    }
}
