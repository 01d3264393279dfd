package dev.paxoskv.node.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * A client of one node that writes by the routes with tokens: asks for the next token, writes with it, starts again. An
 * unknown outcome takes nothing from it: if its next write with the same token is done, the earlier one never will be.
 */
final class TokenWriter implements Runnable {
    static final String WRITTEN = "token writes";

    private static final int KEYS = 4;
    private static final double MOST_PER_SECOND = 60;

    private final Member node;
    private final Ledger ledger;
    private final WriteGap gap;
    private final Pace pace = new Pace(MOST_PER_SECOND);
    private final List<KeyHistory> keys = new ArrayList<>();
    private int turn;

    TokenWriter(Member node, Ledger ledger, WriteGap gap) {
        this.node = node;
        this.ledger = ledger;
        this.gap = gap;
        for (int i = 0; i < KEYS; i++) {
            keys.add(ledger.open("token/" + node.index() + "/" + i));
        }
    }

    @Override
    public void run() {
        while (ledger.isOpen()) {
            pace.await();
            long floor = ledger.revisionFloor();
            switch (node.http().nextToken()) {
                case Answer.Done<Long>(Long token) -> {
                    if (token <= floor) {
                        ledger.violation("node " + node.index() + " gave token " + token + " when revision " + floor
                                + " was known to be there");
                    }
                    write(token);
                }
                case Answer.Wrong<Long>(String what) -> ledger.violation(what);
                case Answer.Refused<Long> _, Answer.Unknown<Long> _, Answer.Conflict<Long> _ ->
                    ledger.count("tokens not given");
            }
        }
    }

    private void write(long token) {
        KeyHistory key = keys.get(turn++ % KEYS);
        long number = key.next();
        long started = System.nanoTime();
        switch (node.http().put(key.key(), number, token)) {
            case Answer.Done<Long>(Long revision) -> {
                key.acknowledged(number, revision);
                ledger.revisionKnown(revision);
                ledger.count(WRITTEN);
                gap.acknowledged(started);
            }
            case Answer.Conflict<Long> _ -> {
                key.refused(number);
                ledger.count("token conflicts");
            }
            case Answer.Refused<Long> _ -> {
                key.refused(number);
                ledger.count("token writes refused");
            }
            case Answer.Unknown<Long> _ -> {
                key.unknown();
                ledger.count("token writes unknown");
            }
            case Answer.Wrong<Long>(String what) -> {
                key.unknown();
                ledger.violation(what);
            }
        }
    }
}
