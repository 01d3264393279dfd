package dev.paxoskv.node.statemachine;

import dev.paxoskv.node.statemachine.Operation.Compact;
import dev.paxoskv.node.statemachine.Operation.DeleteRange;
import dev.paxoskv.node.statemachine.Operation.OpenSession;
import dev.paxoskv.node.statemachine.Operation.Put;
import dev.paxoskv.node.statemachine.Operation.Range;
import dev.paxoskv.node.statemachine.Operation.TokenWrite;
import dev.paxoskv.node.statemachine.Operation.Txn;
import dev.paxoskv.node.statemachine.Operation.TxnOperation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be said about a request without looking at the state. The state machine checks every command itself; a node
 * that asks here first spares the log a command that is bound to fail.
 */
public final class Requests {

    private Requests() {}

    /** What is wrong with an operation; null if nothing is. */
    public static @Nullable ErrorCode check(Operation operation, Limits limits) {
        return switch (operation) {
            case Put put -> checkSizes(checkForm(put), put.key(), put.value(), limits);
            case TokenWrite write -> checkSizes(checkKey(write.key()), write.key(), write.value(), limits);
            case DeleteRange delete -> checkKey(delete.key());
            case Range range -> checkKey(range.key());
            case Txn txn -> checkTxn(txn, limits);
            case Compact _, OpenSession _ -> null;
        };
    }

    private static @Nullable ErrorCode checkTxn(Txn txn, Limits limits) {
        ErrorCode error = new TxnForm(limits).check(txn);
        if (error == null) {
            error = TxnWrites.check(txn);
        }
        return error == null ? new TxnSize(limits).check(txn) : error;
    }

    private static @Nullable ErrorCode checkKey(byte[] key) {
        return key.length == 0 ? ErrorCode.KEY_NOT_PROVIDED : null;
    }

    private static @Nullable ErrorCode checkForm(Put put) {
        if (put.key().length == 0) {
            return ErrorCode.KEY_NOT_PROVIDED;
        }
        if (put.ignoreValue() && put.value().length != 0) {
            return ErrorCode.VALUE_PROVIDED;
        }
        return put.ignoreLease() && put.lease() != 0 ? ErrorCode.LEASE_PROVIDED : null;
    }

    private static @Nullable ErrorCode checkSizes(
            @Nullable ErrorCode earlier, byte[] key, byte[] value, Limits limits) {
        if (earlier != null) {
            return earlier;
        }
        if (key.length > limits.maxKeyBytes()) {
            return ErrorCode.KEY_TOO_LARGE;
        }
        if (value.length > limits.maxValueBytes()) {
            return ErrorCode.VALUE_TOO_LARGE;
        }
        return (long) key.length + value.length > limits.maxRequestBytes() ? ErrorCode.REQUEST_TOO_LARGE : null;
    }

    /** The numbers of operations, and each operation by itself, in the order in which etcd finds faults. */
    private static final class TxnForm {

        private int operationsLeft;
        private final int perList;

        TxnForm(Limits limits) {
            operationsLeft = limits.maxTxnTotalOperations();
            perList = limits.maxTxnOperations();
        }

        @Nullable ErrorCode check(Txn txn) {
            return check(txn, perList);
        }

        private @Nullable ErrorCode check(Txn txn, int allowed) {
            int largest = Math.max(
                    txn.compare().size(),
                    Math.max(txn.success().size(), txn.failure().size()));
            operationsLeft -=
                    txn.compare().size() + txn.success().size() + txn.failure().size();
            if (largest > allowed || operationsLeft < 0) {
                return ErrorCode.TOO_MANY_OPERATIONS;
            }
            for (Compare compare : txn.compare()) {
                if (compare.key().length == 0) {
                    return ErrorCode.KEY_NOT_PROVIDED;
                }
            }
            ErrorCode error = checkAll(txn.success(), allowed - largest);
            return error == null ? checkAll(txn.failure(), allowed - largest) : error;
        }

        private @Nullable ErrorCode checkAll(List<TxnOperation> operations, int allowedInside) {
            for (TxnOperation operation : operations) {
                ErrorCode error = switch (operation) {
                    case Put put -> checkForm(put);
                    case DeleteRange delete -> checkKey(delete.key());
                    case Range range -> checkKey(range.key());
                    case Txn inner -> check(inner, allowedInside);
                };
                if (error != null) {
                    return error;
                }
            }
            return null;
        }
    }

    /** The bytes of keys and values. */
    private static final class TxnSize {

        private final Limits limits;
        private long bytesLeft;

        TxnSize(Limits limits) {
            this.limits = limits;
            bytesLeft = limits.maxRequestBytes();
        }

        @Nullable ErrorCode check(Txn txn) {
            for (Compare compare : txn.compare()) {
                bytesLeft -= (long) compare.key().length + compare.rangeEnd().length + compare.value().length;
            }
            ErrorCode error = checkAll(txn.success());
            if (error == null) {
                error = checkAll(txn.failure());
            }
            return error == null && bytesLeft < 0 ? ErrorCode.REQUEST_TOO_LARGE : error;
        }

        private @Nullable ErrorCode checkAll(List<TxnOperation> operations) {
            for (TxnOperation operation : operations) {
                ErrorCode error = switch (operation) {
                    case Put put -> take(put);
                    case DeleteRange delete -> take(delete.key(), delete.rangeEnd());
                    case Range range -> take(range.key(), range.rangeEnd());
                    case Txn inner -> check(inner);
                };
                if (error != null) {
                    return error;
                }
            }
            return null;
        }

        private @Nullable ErrorCode take(Put put) {
            ErrorCode error = checkSizes(null, put.key(), put.value(), limits);
            return error == null ? take(put.key(), put.value()) : error;
        }

        private @Nullable ErrorCode take(byte[] first, byte[] second) {
            bytesLeft -= (long) first.length + second.length;
            return bytesLeft < 0 ? ErrorCode.REQUEST_TOO_LARGE : null;
        }
    }
}
