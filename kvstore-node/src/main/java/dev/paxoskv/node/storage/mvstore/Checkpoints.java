package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.storage.StorageListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Writes checkpoints. The caller waits only until the roots of all maps are captured, at one instant: nothing else may
 * write to the state's maps until then. Serializing, writing and syncing happen on a thread of this class, while the
 * caller goes on with the next version.
 *
 * <p>The log's maps may be written to all the while. What a checkpoint holds of them is at least what its {@link
 * LogPosition} says, and replaying the journal from there on puts the rest right.
 */
final class Checkpoints implements AutoCloseable {
    private final StoreFile maps;
    private final PaxosLog log;
    private final Journal journal;
    private final Failure failure;
    private final StorageListener listener;
    private final String path;
    private final int compactBytes;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("storage-checkpoint").unstarted(task));

    private volatile CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
    private long journalOfLast;
    private volatile long appliedByLast;

    Checkpoints(
            StoreFile maps,
            PaxosLog log,
            Journal journal,
            Failure failure,
            StorageListener listener,
            String path,
            int compactBytes,
            long journalOfLast,
            long appliedByLast) {
        this.maps = maps;
        this.log = log;
        this.journal = journal;
        this.failure = failure;
        this.listener = listener;
        this.path = path;
        this.compactBytes = compactBytes;
        this.journalOfLast = journalOfLast;
        this.appliedByLast = appliedByLast;
    }

    /** The slot that the last durable checkpoint has applied. Any thread. */
    long appliedByLast() {
        return appliedByLast;
    }

    /**
     * Waits for the checkpoint before, if it is not done; then begins one.
     *
     * @param position what it covers of the journal
     * @param applied what its state has applied
     */
    CompletableFuture<Void> begin(LogPosition position, long applied) {
        await();
        failure.check();
        CompletableFuture<Void> captured = new CompletableFuture<>();
        maps.file().onNextCapture(() -> captured.complete(null));
        last = CompletableFuture.runAsync(() -> write(position.journal(), applied, captured), thread);
        captured.join();
        return last;
    }

    private void write(long journalPosition, long applied, CompletableFuture<Void> captured) {
        try {
            long begun = System.nanoTime();
            long before = maps.file().writtenBytes();
            maps.store().commit();
            maps.store().sync();
            appliedByLast = applied;
            listener.checkpointed(maps.file().writtenBytes() - before, System.nanoTime() - begun);
            journal.dropBelow(journalOfLast);
            journalOfLast = journalPosition;
            journal.prepareSpare();
            log.dropTruncated();
            maps.compact(compactBytes);
        } catch (Throwable e) {
            throw failure.of("Writing a checkpoint to", path, e);
        } finally {
            captured.complete(null);
        }
    }

    /** Waits for the checkpoint that is being written, if one is. Any thread. */
    void await() {
        last.exceptionally(failed -> null).join();
    }

    /** Waits for the checkpoint that is being written. */
    @Override
    public void close() {
        await();
        thread.shutdown();
    }
}
