package dev.paxoskv.node.cluster;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A client that writes keys of its own and reads any in turn, at whichever node has its turn. Any request that fails is a violation: for times
 * when no node fails that clients use.
 */
final class FleetClient implements Runnable {
    static final String WRITTEN = "puts";
    static final String READ = "reads";

    private static final double ROUNDS_PER_SECOND = 40;

    private final Fleet fleet;
    private final Ledger ledger;
    private final List<KeyHistory> own;
    private final Pace pace = new Pace(ROUNDS_PER_SECOND);
    private int turn;
    private boolean overHttp;

    /** A client with so many keys. */
    FleetClient(Fleet fleet, Ledger ledger, String name, int keys) {
        this.fleet = fleet;
        this.ledger = ledger;
        this.own = IntStream.range(0, keys)
                .mapToObj(i -> ledger.open(name + "/" + i))
                .toList();
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
        KeyHistory key = own.get(turn++ % own.size());
        long number = key.next();
        Answer<Long> answer = node.grpc().put(key.key(), number);
        if (answer instanceof Answer.Done<Long>(Long revision)) {
            key.acknowledged(number, revision);
            ledger.count(WRITTEN);
            return true;
        }
        key.unknown();
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
