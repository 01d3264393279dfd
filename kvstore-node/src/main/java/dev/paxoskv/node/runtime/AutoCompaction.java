package dev.paxoskv.node.runtime;

import dev.paxoskv.node.paxos.Effect.Role;
import dev.paxoskv.node.replica.KeyValueService;
import dev.paxoskv.node.replica.KeyValueService.Consistency;
import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.ReadView;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Gives up old history by itself while this node leads, so that a store which is overwritten for years does not grow for
 * years. The compaction is a command in the log like any other.
 */
final class AutoCompaction implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AutoCompaction.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final KeyValueService service;
    private final Duration retention;
    private final long maxRevisions;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("paxos-compaction").daemon(true).factory());
    private CompactionPolicy policy;
    private boolean led;

    /**
     * A compaction that has not begun.
     *
     * @param service the node
     * @param retention how long a superseded revision stays readable; zero for as long as there is room
     * @param maxRevisions how many revisions stay readable; 0 for any number
     */
    AutoCompaction(KeyValueService service, Duration retention, long maxRevisions) {
        this.service = service;
        this.retention = retention;
        this.maxRevisions = maxRevisions;
        this.policy = newPolicy();
    }

    private CompactionPolicy newPolicy() {
        return new CompactionPolicy(retention.toNanos(), maxRevisions, System.nanoTime());
    }

    /** Looks from now on every few seconds whether there is something to give up. */
    void start() {
        if (policy.isOn()) {
            var _ = timer.scheduleWithFixedDelay(
                    this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        boolean leads = service.status().role() == Role.LEADER;
        if (leads && !led) {
            policy = newPolicy();
        }
        led = leads;
        if (leads) {
            var _ = service.read(Consistency.STALE).thenAccept(this::compact);
        }
    }

    private void compact(ReadView view) {
        OptionalLong due = policy.due(System.nanoTime(), view.revision(), view.compactRevision());
        if (due.isPresent()) {
            var _ = service.write(new Operation.Compact(due.getAsLong())).whenComplete((reply, failure) -> {
                if (failure != null) {
                    LOG.debugf("no compaction at revision %d: %s", due.getAsLong(), failure.getMessage());
                }
            });
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
