package dev.paxoskv.node.codec;

import dev.paxoskv.node.statemachine.Compare;
import dev.paxoskv.node.statemachine.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Operations with every field at random, edges included. */
final class RandomOperations {

    /** How many kinds of operations there are; the sealed part for transactions is none. */
    static final int KINDS = 7;

    private static final int TXN_KINDS = 4;
    private static final int TXN_DEPTH = 3;

    private final Random random;

    RandomOperations(long seed) {
        random = new Random(seed);
    }

    Operation next(int kind) {
        return switch (kind) {
            case 4 -> new Operation.Compact(number());
            case 5 -> new Operation.TokenWrite(bytes(), bytes(), number());
            case 6 -> new Operation.OpenSession(number(), number());
            default -> inTxn(kind, TXN_DEPTH);
        };
    }

    private Operation.TxnOperation inTxn(int kind, int depth) {
        return switch (kind) {
            case 0 ->
                new Operation.Put(
                        bytes(), bytes(), number(), random.nextBoolean(), random.nextBoolean(), random.nextBoolean());
            case 1 -> new Operation.DeleteRange(bytes(), bytes(), random.nextBoolean());
            case 2 -> range();
            case 3 ->
                new Operation.Txn(
                        listOf(this::compare), listOf(() -> inTxn(depth - 1)), listOf(() -> inTxn(depth - 1)));
            default -> throw new IllegalArgumentException("no kind " + kind);
        };
    }

    private Operation.TxnOperation inTxn(int depth) {
        return inTxn(random.nextInt(depth == 0 ? TXN_KINDS - 1 : TXN_KINDS), depth);
    }

    private Operation.Range range() {
        return new Operation.Range(
                bytes(),
                bytes(),
                number(),
                number(),
                oneOf(Operation.SortOrder.values()),
                oneOf(Operation.SortTarget.values()),
                random.nextBoolean(),
                random.nextBoolean(),
                number(),
                number(),
                number(),
                number());
    }

    private Compare compare() {
        return new Compare(
                bytes(), bytes(), oneOf(Compare.Target.values()), oneOf(Compare.Result.values()), number(), bytes());
    }

    private long number() {
        return switch (random.nextInt(5)) {
            case 0 -> 0;
            case 1 -> Long.MAX_VALUE;
            case 2 -> Long.MIN_VALUE;
            case 3 -> -random.nextInt(1000);
            default -> random.nextInt(1_000_000);
        };
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(100)];
        random.nextBytes(bytes);
        return bytes;
    }

    private <T> T oneOf(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> List<T> listOf(Supplier<? extends T> item) {
        List<T> items = new ArrayList<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            items.add(item.get());
        }
        return items;
    }
}
