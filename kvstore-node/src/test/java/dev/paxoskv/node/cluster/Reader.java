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
        switch (KeyRead.read(node, key, overHttp)) {
            case Answer.Done<Optional<Long>>(Optional<Long> number) -> {
                ledger.count(READ);
                KeyRead.check(ledger, node, key, floor, number.orElse(0L));
            }
            case Answer.Wrong<Optional<Long>>(String what) -> ledger.violation(what);
            case Answer.Refused<Optional<Long>> _,
                    Answer.Unknown<Optional<Long>> _,
                    Answer.Conflict<Optional<Long>> _ -> ledger.count("reads without an answer");
        }
    }
}
