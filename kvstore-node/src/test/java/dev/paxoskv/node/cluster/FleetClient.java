package dev.paxoskv.node.cluster;

import java.util.Optional;

/**
 * A client that writes and reads in turn, at whichever node has its turn. Any request that fails is a violation: for times
 * when no node fails that clients use.
 */
final class FleetClient implements Runnable {
    static final String WRITTEN = "puts";
    static final String READ = "reads";

    private static final double ROUNDS_PER_SECOND = 40;

    private final Fleet fleet;
    private final Ledger ledger;
    private final KeyHistory own;
    private final Pace pace = new Pace(ROUNDS_PER_SECOND);
    private boolean overHttp;

    FleetClient(Fleet fleet, Ledger ledger, String name) {
        this.fleet = fleet;
        this.ledger = ledger;
        this.own = ledger.open(name);
    }

    @Override
    public void run() {
        while (ledger.isOpen()) {
            pace.await();
            fleet.with(this::write);
            fleet.with(this::read);
            overHttp = !overHttp;
        }
    }

    private boolean write(Member node) {
        long number = own.next();
        Answer<Long> answer = node.grpc().put(own.key(), number);
        if (answer instanceof Answer.Done<Long>(Long revision)) {
            own.acknowledged(number, revision);
            ledger.count(WRITTEN);
            return true;
        }
        own.unknown();
        failed("a put", node, answer);
        return false;
    }

    private boolean read(Member node) {
        KeyHistory key = ledger.anyKey();
        long floor = key.floor();
        Answer<Optional<Long>> answer = KeyRead.read(node, key, overHttp);
        if (answer instanceof Answer.Done<Optional<Long>>(Optional<Long> number)) {
            KeyRead.check(ledger, node, key, floor, number.orElse(0L));
            ledger.count(READ);
            return true;
        }
        failed("a read", node, answer);
        return false;
    }

    private void failed(String what, Member node, Answer<?> answer) {
        ledger.violation(what + " at " + node.name() + " failed: " + answer);
    }
}
