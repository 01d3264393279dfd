package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.statemachine.StateMachine;
import dev.paxoskv.node.storage.CheckpointPolicy;
import dev.paxoskv.node.storage.LogReader;
import dev.paxoskv.node.storage.NodeStorage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Makes the applied state durable now and then, and lets go of the log behind it, up to a tail for members that are behind.
 * For the applier's thread.
 *
 * <p>What the log holds when the node starts is counted first, page by page: until then nothing is let go of. On the way
 * every entry's checksum is looked at, so that damage is found while the other members can still repair it.
 */
final class Checkpointer {
    private static final int SCAN_BYTES = 1 << 20;

    private final NodeStorage storage;
    private final DiskWriter disk;
    private final CheckpointPolicy policy;
    private final LongSupplier nanoTime;
    private final LongSupplier wanted;
    private final Listener listener;
    private final LogTail tail;
    private final long appliedAtStart;
    private long scanned;
    private volatile long durable;

    /** Told what became of checkpoints and of the log. */
    interface Listener {

        /** The log no longer holds the slots up to this one. */
        void truncated(long upToSlot);

        /** The log's entry of this slot is not what was written. */
        void damaged(long slot);

        /** A checkpoint could not be made durable. Any thread. */
        void failed(Throwable failure);
    }

    /**
     * A checkpointer over storage whose state was just opened.
     *
     * @param storage the node's data
     * @param disk what a checkpoint has to wait for
     * @param policy says when one is due
     * @param keep the log's tail
     * @param nanoTime a clock that never goes back
     * @param wanted a member that gets a snapshot will want the slots above this one
     * @param applied the last slot that the stored state has applied
     * @param listener told what happens
     */
    Checkpointer(
            NodeStorage storage,
            DiskWriter disk,
            CheckpointPolicy policy,
            ReplicaOptions.Tail keep,
            LongSupplier nanoTime,
            LongSupplier wanted,
            long applied,
            Listener listener) {
        this.storage = storage;
        this.disk = disk;
        this.policy = policy;
        this.nanoTime = nanoTime;
        this.wanted = wanted;
        this.listener = listener;
        this.tail = new LogTail(keep);
        this.appliedAtStart = applied;
        this.scanned = storage.log().firstSlot() - 1;
        this.durable = applied;
    }

    /** A slot was applied whose entry has this size. */
    void applied(long slot, long bytes) {
        if (slot > appliedAtStart) {
            tail.add(slot, bytes);
        }
    }

    /** Makes a checkpoint if one is due: to be asked after each group, so that a node that catches up does not collect it all. */
    void runIfDue(StateMachine machine) {
        if (storage.wantsCheckpoint() || policy.due(storage.journaledBytes(), nanoTime.getAsLong())) {
            run(machine);
        }
    }

    /**
     * Begins to make the applied state durable. First the log is made durable up to the applied slot: a slot may be chosen by
     * the others before this node's own record of it is on the disk, and a checkpoint must not be ahead of its log.
     */
    void run(StateMachine machine) {
        disk.barrier().join();
        var _ = begin(machine).whenComplete((done, failure) -> {
            if (failure != null) {
                listener.failed(failure);
            }
        });
    }

    /** Begins to make the applied state durable, given that the log is. The applier's thread, or after its end. */
    CompletableFuture<Void> begin(StateMachine machine) {
        long journaled = storage.journaledBytes();
        long applied = machine.appliedSlot();
        machine.saveMeta();
        policy.done(journaled, nanoTime.getAsLong());
        return storage.checkpoint(applied).thenRun(() -> durable = applied);
    }

    /**
     * Counts a part of what the log held at the start, or else lets go of what is not needed.
     *
     * @param chosenUpTo what lies above is not known to be chosen here, and stays
     */
    void tidy(long chosenUpTo) {
        if (scanned < appliedAtStart) {
            scan();
        } else {
            truncate(Math.min(durable, chosenUpTo));
        }
    }

    private void scan() {
        LogReader log = storage.log();
        List<AcceptedEntry> page = log.read(scanned + 1, SCAN_BYTES, appliedAtStart);
        for (AcceptedEntry entry : page) {
            tail.add(entry.slot(), entry.entry().size());
            scanned = entry.slot();
        }
        if (page.isEmpty()) {
            scanned++; // damaged, or missing
            log.damaged().ifPresent(listener::damaged);
        }
    }

    private void truncate(long limit) {
        long upTo = tail.spare(limit, wanted.getAsLong());
        if (upTo >= storage.log().firstSlot()) {
            storage.truncate(upTo);
            tail.cut(upTo);
            listener.truncated(upTo);
        }
    }

    /** Another state was installed, and the log begins behind it. */
    void installed(long slot) {
        scanned = Math.max(scanned, slot);
        tail.cut(slot);
        durable = slot;
    }
}
