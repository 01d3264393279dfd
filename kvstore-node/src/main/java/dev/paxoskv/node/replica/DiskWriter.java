package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.Effect.Persist;
import dev.paxoskv.node.paxos.message.Envelope;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.storage.NodeStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * The disk thread: makes everything that waits durable with one write, then lets the messages go that vouch for it. While
 * it writes, the core collects what the next write will take.
 */
final class DiskWriter implements Worker.Task {
    private final NodeStorage storage;
    private final Mailbox<Object> mailbox = new Mailbox<>(Integer.MAX_VALUE);
    private final Consumer<Envelope> sender;
    private final LongConsumer persisted;

    /**
     * A writer.
     *
     * @param storage where to
     * @param sender takes the released messages
     * @param persisted told the number of the last request that became durable
     */
    DiskWriter(NodeStorage storage, Consumer<Envelope> sender, LongConsumer persisted) {
        this.storage = storage;
        this.sender = sender;
        this.persisted = persisted;
    }

    void write(List<Persist> requests) {
        mailbox.put(requests);
    }

    /** Completes when all that was asked for before is durable; is cancelled if the thread has ended or ends first. */
    CompletableFuture<Void> barrier() {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        if (!mailbox.offer(reached)) {
            reached.cancel(false);
        }
        return reached;
    }

    /** Waits for a {@link #barrier()}, and says whether it was reached in time. */
    boolean awaitBarrier(Duration limit) {
        try {
            barrier().get(Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException | CancellationException late) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What is still asked for will not be done: nobody waits for it. */
    @Override
    public void ended() {
        for (Object item : mailbox.close()) {
            if (item instanceof CompletableFuture<?> barrier) {
                barrier.cancel(false);
            }
        }
    }

    @Override
    public void runOnce(long waitNanos) {
        List<Persist> requests = new ArrayList<>();
        List<CompletableFuture<?>> barriers = new ArrayList<>();
        for (Object item : mailbox.take(waitNanos)) {
            if (item instanceof CompletableFuture<?> barrier) {
                barriers.add(barrier);
            } else if (item instanceof List<?> list) {
                list.forEach(request -> requests.add((Persist) request));
            }
        }
        if (!requests.isEmpty()) {
            persist(requests);
        }
        barriers.forEach(barrier -> barrier.complete(null));
    }

    private void persist(List<Persist> requests) {
        List<LogRecord> records = new ArrayList<>();
        for (Persist request : requests) {
            records.addAll(request.records());
        }
        if (!records.isEmpty()) {
            storage.append(records);
        }
        for (Persist request : requests) {
            request.releases().forEach(sender);
        }
        persisted.accept(requests.getLast().id());
    }
}
