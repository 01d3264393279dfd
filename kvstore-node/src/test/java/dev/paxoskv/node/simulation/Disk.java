package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.Effect;
import dev.paxoskv.node.paxos.model.LogRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A member's disk. Writes are queued; everything queued becomes one batch when the batch before is durable. A crash loses
 * the queue, and all but a prefix of the batch on its way (a real batch is kept or lost as a whole: the core must not
 * depend on it).
 */
final class Disk {
    private final World world;
    private final Node node;
    private final DurableImage image = new DurableImage();
    private final Deque<Effect> queue = new ArrayDeque<>();
    private final List<Barrier> barriers = new ArrayList<>();
    private List<Effect> writing = List.of();
    private long submitted;
    private long completed;
    private boolean busy;
    private boolean failNextSync;
    private boolean full;
    private boolean held;

    /** What waits for all that was asked for before it. */
    private record Barrier(long after, Runnable action) {}

    Disk(World world, Node node) {
        this.world = world;
        this.node = node;
    }

    DurableImage image() {
        return image;
    }

    /** The next batch fails: the node must stop. */
    void failNextSync() {
        failNextSync = true;
    }

    /** Nothing can be written while the disk is full. */
    void full(boolean isFull) {
        full = isFull;
    }

    /** Nothing is wrong with it any more. */
    void repair() {
        failNextSync = false;
        full = false;
    }

    /** Scripted runs decide themselves when writes complete. */
    void hold(boolean hold) {
        held = hold;
        startBatch();
    }

    /** Queues a write, or a page that is to be read behind all writes before it. */
    void submit(Effect effect) {
        if (effect instanceof Effect.ServePage && node.tamper().readsPastQueuedWrites()) {
            node.durable(List.of(effect));
            return;
        }
        submitted++;
        queue.add(effect);
        startBatch();
    }

    /** Does this as soon as everything that was asked for before is durable; never, if the process dies first. */
    void whenDurable(Runnable action) {
        if (completed == submitted) {
            action.run();
        } else {
            barriers.add(new Barrier(submitted, action));
        }
    }

    private void startBatch() {
        if (busy || held || queue.isEmpty()) {
            return;
        }
        busy = true;
        int size = world.conditions().batchSize(queue.size());
        List<Effect> batch = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            batch.add(queue.removeFirst());
        }
        writing = batch;
        int process = node.incarnation();
        world.after(world.conditions().writeLatency(node), () -> {
            if (process == node.incarnation()) {
                complete();
            }
        });
    }

    private void complete() {
        List<Effect> batch = writing;
        List<LogRecord> records = records(batch);
        boolean failed = failNextSync || full;
        failNextSync = false;
        if (failed && !node.tamper().ignoresFailedSync()) {
            world.trace().event(node.name(), full ? "disk is full: stops" : "sync fails: stops");
            node.crash();
            return;
        }
        writing = List.of();
        busy = false;
        keep(failed ? List.of() : records);
        completed += batch.size();
        startBatch();
        node.durable(batch);
        passBarriers();
    }

    private void passBarriers() {
        while (!barriers.isEmpty() && barriers.getFirst().after() <= completed) {
            barriers.removeFirst().action().run();
        }
    }

    private void keep(List<LogRecord> records) {
        if (!records.isEmpty()) {
            world.trace().event(node.name(), "durable " + world.describe().records(records));
        }
        for (LogRecord record : records) {
            if (node.tamper().keeps(record)) {
                long chosenBefore = image.chosenUpTo();
                image.write(record);
                world.oracles().durable(node, record, chosenBefore);
            }
        }
    }

    /** The process died: what was not synced is lost, but for a prefix of the batch that was being written. */
    void crash() {
        List<LogRecord> records = records(writing);
        int survivors = full ? 0 : world.conditions().tornPrefix(records.size());
        writing = List.of();
        queue.clear();
        barriers.clear();
        completed = submitted;
        busy = false;
        keep(records.subList(0, survivors));
    }

    private static List<LogRecord> records(List<Effect> batch) {
        List<LogRecord> records = new ArrayList<>();
        for (Effect effect : batch) {
            if (effect instanceof Effect.Persist persist) {
                records.addAll(persist.records());
            }
        }
        return records;
    }
}
