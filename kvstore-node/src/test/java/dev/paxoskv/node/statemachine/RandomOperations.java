package dev.paxoskv.node.statemachine;

import static dev.paxoskv.node.statemachine.Machine.bytes;

import dev.paxoskv.node.statemachine.Operation.Compact;
import dev.paxoskv.node.statemachine.Operation.DeleteRange;
import dev.paxoskv.node.statemachine.Operation.Put;
import dev.paxoskv.node.statemachine.Operation.Range;
import dev.paxoskv.node.statemachine.Operation.SortOrder;
import dev.paxoskv.node.statemachine.Operation.SortTarget;
import dev.paxoskv.node.statemachine.Operation.TokenWrite;
import dev.paxoskv.node.statemachine.Operation.Txn;
import dev.paxoskv.node.statemachine.Operation.TxnOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Operations by chance, over few keys, so that they meet. */
final class RandomOperations {

    private static final String[] KEYS = {
        "a",
        "a\0",
        "a\u00ff",
        "ab",
        "abc",
        "b",
        "ba",
        "k/1",
        "k/2",
        "k/3",
        "k/4",
        "\u0080",
        "\u00ff",
        "\u00ff\u00ff",
        "\0"
    };
    private static final String[] ENDS = {"\0", "b", "k0", "\u00ff", "a", "abc", "\u00ff\u00ff\u00ff", "k/3"};

    private final Random random;

    RandomOperations(Random random) {
        this.random = random;
    }

    Operation next(long revision) {
        return switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> txn(revision, 2);
            case 4, 5, 6 -> delete();
            case 7 -> new Compact(revision - random.nextInt(8) + 1);
            case 8, 9 ->
                new TokenWrite(key(), random.nextInt(3) == 0 ? bytes("") : value(), revision + random.nextInt(3));
            case 10 -> range(revision);
            default -> put();
        };
    }

    Range range(long revision) {
        Range range = new Range(
                key(),
                random.nextInt(4) == 0 ? bytes("") : pick(ENDS),
                random.nextInt(6) - 1,
                random.nextInt(3) == 0 ? 0 : revision + 1 - random.nextInt(12),
                any(SortOrder.values()),
                any(SortTarget.values()),
                random.nextInt(4) == 0,
                random.nextInt(8) == 0,
                0,
                0,
                0,
                0);
        if (random.nextInt(4) == 0) {
            range = range.withModRevisions(bound(revision), bound(revision));
        }
        if (random.nextInt(4) == 0) {
            range = range.withCreateRevisions(bound(revision), bound(revision));
        }
        return random.nextInt(3) == 0 ? range.withSort(SortOrder.NONE, SortTarget.KEY) : range;
    }

    private long bound(long revision) {
        return random.nextInt(3) == 0 ? 0 : random.nextInt((int) revision + 1);
    }

    private Put put() {
        boolean keepValue = random.nextInt(12) == 0;
        return new Put(
                key(), keepValue ? bytes("") : value(), 0, random.nextBoolean(), keepValue, random.nextInt(12) == 0);
    }

    private DeleteRange delete() {
        return new DeleteRange(key(), random.nextInt(3) > 0 ? bytes("") : pick(ENDS), random.nextBoolean());
    }

    private Txn txn(long revision, int depth) {
        List<Compare> compares = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            compares.add(compare(revision));
        }
        return new Txn(compares, branch(revision, depth), branch(revision, depth));
    }

    private List<TxnOperation> branch(long revision, int depth) {
        List<TxnOperation> operations = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            operations.add(
                    switch (random.nextInt(8)) {
                        case 0 -> depth == 0 ? put() : txn(revision, depth - 1);
                        case 1, 2 -> delete();
                        case 3, 4 ->
                            range(revision).withRevision(random.nextInt(4) == 0 ? revision - random.nextInt(3) : 0);
                        default -> put();
                    });
        }
        return operations;
    }

    private Compare compare(long revision) {
        Compare compare = new Compare(
                key(),
                bytes(""),
                any(Compare.Target.values()),
                any(Compare.Result.values()),
                random.nextBoolean() ? random.nextInt(3) : random.nextInt((int) revision + 1),
                value());
        return random.nextInt(4) == 0 ? compare.withRangeEnd(pick(ENDS)) : compare;
    }

    private byte[] key() {
        return pick(KEYS);
    }

    private byte[] value() {
        return bytes("v" + (char) random.nextInt(256));
    }

    private byte[] pick(String[] from) {
        return bytes(any(from));
    }

    private <T> T any(T[] from) {
        return from[random.nextInt(from.length)];
    }
}
