package dev.paxoskv.node.statemachine;

import dev.paxoskv.node.statemachine.Operation.DeleteRange;
import dev.paxoskv.node.statemachine.Operation.Put;
import dev.paxoskv.node.statemachine.Operation.Range;
import dev.paxoskv.node.statemachine.Operation.Txn;
import dev.paxoskv.node.statemachine.Operation.TxnOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a list of operations may put and delete, to refuse a transaction that could change a key twice: a key has
 * one version per revision. Two branches of one transaction exclude each other, and deletes may overlap, since the
 * second finds nothing. etcd overlooks a delete in a transaction that stands behind another one with the put, and a
 * delete without an end; here these are duplicates too.
 */
final class TxnWrites {

    private final TreeSet<byte[]> puts = new TreeSet<>(Keys.ORDER);
    private final List<KeyRange> deletes = new ArrayList<>();

    private TxnWrites() {}

    /** {@link ErrorCode#DUPLICATE_KEY} if the transaction could change a key twice, else null. */
    static @Nullable ErrorCode check(Txn txn) {
        boolean distinct = of(txn.success()) != null && of(txn.failure()) != null;
        return distinct ? null : ErrorCode.DUPLICATE_KEY;
    }

    /** What the operations may write together; null if two of them could change the same key. */
    private static @Nullable TxnWrites of(List<TxnOperation> operations) {
        TxnWrites all = new TxnWrites();
        for (TxnOperation operation : operations) {
            boolean distinct = switch (operation) {
                case Put put -> all.addPut(put.key());
                case DeleteRange delete -> all.addDelete(KeyRange.of(delete.key(), delete.rangeEnd()));
                case Txn inner -> all.addAll(ofEither(inner));
                case Range _ -> true;
            };
            if (!distinct) {
                return null;
            }
        }
        return all;
    }

    private static @Nullable TxnWrites ofEither(Txn txn) {
        TxnWrites success = of(txn.success());
        TxnWrites failure = of(txn.failure());
        if (success == null || failure == null) {
            return null;
        }
        success.puts.addAll(failure.puts);
        success.deletes.addAll(failure.deletes);
        return success;
    }

    private boolean addPut(byte[] key) {
        for (KeyRange delete : deletes) {
            if (Keys.compare(key, delete.from()) >= 0 && Keys.isBefore(key, delete.to())) {
                return false;
            }
        }
        return puts.add(key);
    }

    private boolean addDelete(KeyRange range) {
        byte[] firstPut = puts.ceiling(range.from());
        if (firstPut != null && Keys.isBefore(firstPut, range.to())) {
            return false;
        }
        deletes.add(range);
        return true;
    }

    private boolean addAll(@Nullable TxnWrites inner) {
        if (inner == null) {
            return false;
        }
        // Against what stood here before alone: the inner writes that could meet were compared, or exclude each other.
        for (KeyRange delete : deletes) {
            byte[] firstPut = inner.puts.ceiling(delete.from());
            if (firstPut != null && Keys.isBefore(firstPut, delete.to())) {
                return false;
            }
        }
        for (KeyRange delete : inner.deletes) {
            byte[] firstPut = puts.ceiling(delete.from());
            if (firstPut != null && Keys.isBefore(firstPut, delete.to())) {
                return false;
            }
        }
        for (byte[] key : inner.puts) {
            if (!puts.add(key)) {
                return false;
            }
        }
        deletes.addAll(inner.deletes);
        return true;
    }
}
