package dev.paxoskv.node.runtime;

import dev.paxoskv.node.paxos.Effect.Role;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.replica.NodeStatus;
import dev.paxoskv.node.replica.ReplicaListener;
import dev.paxoskv.node.storage.StorageListener;
import dev.paxoskv.node.transport.TransportListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jboss.logging.Logger;

/** What the parts of a node tell, as metrics; and in the log what an operator should see. */
final class NodeMetrics implements StorageListener, TransportListener, ReplicaListener {
    private static final Logger LOG = Logger.getLogger(NodeMetrics.class);
    private static final long SLOW_WRITE_NANOS = Duration.ofMillis(500).toNanos();

    private static final long REFUSAL_LOG_NANOS = Duration.ofSeconds(10).toNanos();

    private final AtomicLong lastRefusalLogged = new AtomicLong(System.nanoTime() - REFUSAL_LOG_NANOS);
    private final MeterRegistry registry;
    private final Timer journalSync;
    private final Counter journalBytes;
    private final DistributionSummary journalRecords;
    private final Timer checkpoints;
    private final Counter checkpointBytes;
    private final Counter leaderChanges;
    private final Counter overloaded;
    private final Counter framesSent;
    private final Counter messagesSent;
    private final Counter bytesSent;
    private final Counter messagesReceived;
    private final Counter bytesReceived;

    NodeMetrics(MeterRegistry registry) {
        this.registry = registry;
        journalSync = Timer.builder("paxoskv.journal.sync")
                .description("Time to write and sync one batch of the journal")
                .publishPercentileHistogram()
                .register(registry);
        journalBytes = counter("paxoskv.journal.bytes", "Bytes written to the journal");
        journalRecords = DistributionSummary.builder("paxoskv.journal.batch.records")
                .description("Records made durable by one sync")
                .register(registry);
        checkpoints = Timer.builder("paxoskv.checkpoint")
                .description("Time to write and sync a checkpoint")
                .register(registry);
        checkpointBytes = counter("paxoskv.checkpoint.bytes", "Bytes written for checkpoints");
        leaderChanges = counter("paxoskv.leader.changes", "Changes of the leader that this node follows");
        overloaded = counter("paxoskv.requests.overloaded", "Requests refused because too many wait");
        framesSent = counter("paxoskv.peer.sent.frames", "Frames sent to peers");
        messagesSent = counter("paxoskv.peer.sent.messages", "Messages sent to peers");
        bytesSent = counter("paxoskv.peer.sent.bytes", "Bytes sent to peers");
        messagesReceived = counter("paxoskv.peer.received.messages", "Messages received from peers");
        bytesReceived = counter("paxoskv.peer.received.bytes", "Bytes received from peers");
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    /** Registers what is read off the status when somebody asks for the metrics. */
    void watch(Supplier<NodeStatus> status) {
        gauge(status, "paxoskv.ready", "1 while linearizable requests are served here", each -> each.isReady() ? 1 : 0);
        gauge(status, "paxoskv.leader", "1 while this node leads", each -> each.role() == Role.LEADER ? 1 : 0);
        gauge(status, "paxoskv.ballot.round", "Round of the ballot that is followed", each ->
                (double) each.leader().round());
        gauge(status, "paxoskv.chosen.slot", "Last slot of the chosen prefix", each -> (double) each.chosenSlot());
        gauge(status, "paxoskv.applied.slot", "Last slot applied", each -> (double) each.appliedSlot());
        gauge(status, "paxoskv.revision", "Revision of the store on this node", each -> (double) each.revision());
        gauge(status, "paxoskv.pending.writes", "Clients' writes that are not settled", NodeStatus::pendingWrites);
        gauge(status, "paxoskv.pending.reads", "Clients' reads that are not confirmed", NodeStatus::pendingReads);
        gauge(status, "paxoskv.stored.bytes", "Size of the data directory", each -> (double) each.storedBytes());
    }

    private void gauge(
            Supplier<NodeStatus> status, String name, String description, ToDoubleFunction<NodeStatus> value) {
        Gauge.builder(name, () -> value.applyAsDouble(status.get()))
                .description(description)
                .register(registry);
    }

    @Override
    public void journaled(int records, long bytes, long syncNanos) {
        journalSync.record(syncNanos, TimeUnit.NANOSECONDS);
        journalBytes.increment((double) bytes);
        journalRecords.record(records);
        if (syncNanos > SLOW_WRITE_NANOS) {
            LOG.warnf(
                    "slow disk: a write of %d bytes took %d ms until it was durable",
                    bytes, TimeUnit.NANOSECONDS.toMillis(syncNanos));
        }
    }

    @Override
    public void checkpointed(long bytes, long nanos) {
        checkpoints.record(nanos, TimeUnit.NANOSECONDS);
        checkpointBytes.increment((double) bytes);
    }

    @Override
    public void fellBack(String what) {
        LOG.warnf("an older checkpoint is used, and more of the journal replayed: %s", what);
        registry.counter("paxoskv.checkpoint.fallbacks").increment();
    }

    @Override
    public void damaged(long slot) {
        LOG.warnf("the log's entry of slot %d is damaged on this node's disk; it is fetched from another member", slot);
        registry.counter("paxoskv.log.damaged").increment();
    }

    @Override
    public void installed(long slot) {
        registry.counter("paxoskv.snapshots.installed").increment();
    }

    @Override
    public void diverged(MemberId member, long slot) {
        registry.counter("paxoskv.state.diverged", "peer", member.toString()).increment();
    }

    @Override
    public void leadershipChanged(Role role, Ballot leader) {
        leaderChanges.increment();
    }

    @Override
    public void overloaded() {
        overloaded.increment();
        long now = System.nanoTime();
        long last = lastRefusalLogged.get();
        if (now - last >= REFUSAL_LOG_NANOS && lastRefusalLogged.compareAndSet(last, now)) {
            LOG.warnf("requests are refused because too many wait, %.0f since the start", overloaded.count());
        }
    }

    @Override
    public void sent(MemberId to, int messages, long bytes) {
        framesSent.increment();
        messagesSent.increment(messages);
        bytesSent.increment((double) bytes);
    }

    @Override
    public void received(MemberId from, int messages, long bytes) {
        messagesReceived.increment(messages);
        bytesReceived.increment((double) bytes);
    }

    @Override
    public void dropped(MemberId to, Drop reason, int messages) {
        registry.counter(
                        "paxoskv.peer.dropped.messages",
                        "peer",
                        to.toString(),
                        "reason",
                        reason.name().toLowerCase(Locale.ROOT))
                .increment(messages);
    }

    @Override
    public void connected(MemberId to) {
        registry.counter("paxoskv.peer.connects", "peer", to.toString()).increment();
    }

    @Override
    public void roundTrip(MemberId to, long nanos) {
        registry.timer("paxoskv.peer.round.trip", "peer", to.toString()).record(nanos, TimeUnit.NANOSECONDS);
    }
}
