package dev.paxoskv.node.cluster;

/**
 * A client of one node that puts over gRPC. A put of unknown outcome may still come through much later, over whatever is
 * there then; so its key is left alone from there on, and the writer goes on with another.
 */
final class PutWriter implements Runnable {
    static final String WRITTEN = "puts";

    private final Member node;
    private final Ledger ledger;
    private final WriteGap gap;
    private final Pace pace;
    private KeyHistory key;
    private int keys;

    PutWriter(Member node, Ledger ledger, WriteGap gap, double perSecond) {
        this.node = node;
        this.ledger = ledger;
        this.gap = gap;
        this.pace = new Pace(perSecond);
        this.key = ledger.open("put/" + node.index() + "/0");
    }

    @Override
    public void run() {
        while (ledger.isOpen()) {
            pace.await();
            write();
        }
    }

    private void write() {
        long number = key.next();
        long started = System.nanoTime();
        switch (node.grpc().put(key.key(), number)) {
            case Answer.Done<Long>(Long revision) -> {
                key.acknowledged(number, revision);
                ledger.revisionKnown(revision);
                ledger.count(WRITTEN);
                gap.acknowledged(started);
            }
            case Answer.Refused<Long> _, Answer.Conflict<Long> _ -> {
                key.refused(number);
                ledger.count("puts refused");
            }
            case Answer.Unknown<Long> _ -> {
                ledger.count("puts unknown");
                useAnotherKey();
            }
            case Answer.Wrong<Long>(String what) -> {
                ledger.violation(what);
                useAnotherKey();
            }
        }
    }

    private void useAnotherKey() {
        key.unknown();
        keys++;
        key = ledger.open("put/" + node.index() + "/" + keys);
    }
}
