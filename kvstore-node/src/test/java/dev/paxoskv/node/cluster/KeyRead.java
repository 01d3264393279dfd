package dev.paxoskv.node.cluster;

import java.util.Optional;

/** A linearizable read of a key with a history, and what it may show. */
final class KeyRead {
    private KeyRead() {}

    static Answer<Optional<Long>> read(Member node, KeyHistory key, boolean overHttp) {
        return overHttp ? node.http().get(key.key()) : number(node.grpc().get(key.key()));
    }

    private static Answer<Optional<Long>> number(Answer<Optional<Stored>> answer) {
        return switch (answer) {
            case Answer.Done<Optional<Stored>>(Optional<Stored> stored) ->
                new Answer.Done<>(stored.map(Stored::number));
            case Answer.Conflict<Optional<Stored>> _ -> new Answer.Conflict<>();
            case Answer.Refused<Optional<Stored>>(String why) -> new Answer.Refused<>(why);
            case Answer.Unknown<Optional<Stored>>(String why) -> new Answer.Unknown<>(why);
            case Answer.Wrong<Optional<Stored>>(String what) -> new Answer.Wrong<>(what);
        };
    }

    /** Checks what a read showed that began when the key's floor was this. */
    static void check(Ledger ledger, Member node, KeyHistory key, long floor, long number) {
        if (number < floor) {
            ledger.violation(
                    "node " + node.index() + " read " + key.key() + " as " + number + " after it was " + floor);
        }
        if (number > key.last()) {
            ledger.violation("node " + node.index() + " read " + key.key() + " as " + number
                    + ", which nobody has written; the last was " + key.last());
        }
        if (number > 0) {
            key.seen(number);
        }
    }
}
