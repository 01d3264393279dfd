package dev.paxoskv.node.cluster;

import java.util.List;
import java.util.Optional;

/**
 * A client that reads keys linearizably from all nodes in turn, over HTTP and gRPC. A read that starts when a number was
 * acknowledged or read shows that number or a later one, on whichever node.
 */
final class Reader implements Runnable {
    static final String READ = "reads";

    private static final double MOST_PER_SECOND = 80;

    private final List<Member> nodes;
    private final Ledger ledger;
    private final Pace pace = new Pace(MOST_PER_SECOND);
    private int turn;

    Reader(List<Member> nodes, Ledger ledger, int firstNode) {
        this.nodes = nodes;
        this.ledger = ledger;
        this.turn = firstNode;
    }

    @Override
    public void run() {
        while (ledger.isOpen()) {
            pace.await();
            Member node = nodes.get(turn % nodes.size());
            boolean overHttp = turn / nodes.size() % 2 == 0;
            turn++;
            read(node, overHttp);
        }
    }

    private void read(Member node, boolean overHttp) {
        KeyHistory key = ledger.anyKey();
        long floor = key.floor();
        switch (overHttp ? node.http().get(key.key()) : number(node.grpc().get(key.key()))) {
            case Answer.Done<Optional<Long>>(Optional<Long> number) -> {
                ledger.count(READ);
                check(node, key, floor, number.orElse(0L));
            }
            case Answer.Wrong<Optional<Long>>(String what) -> ledger.violation(what);
            case Answer.Refused<Optional<Long>> _,
                    Answer.Unknown<Optional<Long>> _,
                    Answer.Conflict<Optional<Long>> _ -> ledger.count("reads without an answer");
        }
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

    private void check(Member node, KeyHistory key, long floor, long number) {
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
