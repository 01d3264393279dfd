package dev.paxoskv.node.storage;

import dev.paxoskv.node.paxos.Recovered;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.LogRecord;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.statemachine.StateStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * An open data directory: a member's identity, its Paxos state and its applied state.
 *
 * <p>Threads: {@link #append} belongs to one thread (the disk thread), the maps of the state, {@link #checkpoint}, {@link
 * #truncate} and {@link #install} to another (the applier). The two may run at once. Everything else may be called from any thread. No thread that is inside a
 * method of this interface may be interrupted: an interrupt closes the file under it.
 *
 * <p>Errors: a {@link StorageException} out of {@link #form}, {@link #append}, {@link #checkpoint} or an installation means
 * that the disk cannot be trusted any more. Every later call of them throws too, and the node must stop; what was
 * acknowledged is there when the directory is opened again.
 */
public interface NodeStorage extends AutoCloseable {

    /** The member id, random, made when the directory was formatted. */
    MemberId member();

    /** The genesis of the member's cluster, if {@link #form} has stored one. */
    Optional<Genesis> genesis();

    /**
     * Stores the genesis; durable when this returns. Storing the same one again changes nothing. Belongs to the disk
     * thread.
     *
     * @throws StorageException if the directory belongs to another cluster, or cannot be written
     */
    void form(Genesis genesis);

    /**
     * What the log says. For the core's start: called before the first {@link #append}.
     *
     * <p>The chosen prefix is what the log's own records prove: {@link LogRecord.ChosenUpTo}, and {@link
     * LogRecord.Learned} in slot order. The applied state can be <em>ahead</em> of it, because an entry may be chosen and
     * applied before the record of its acceptance, or of its being chosen, is durable here: whoever applies skips what
     * the state has applied already.
     *
     * <p>An accepted entry above the chosen prefix that is not what was written is named in {@link Recovered#faulty}: its
     * slot is neither empty nor known (consensus rules, 12). A damaged entry of the chosen prefix shows when it is read:
     * {@link LogReader#damaged}.
     */
    Recovered recovered();

    /**
     * Makes records durable: all of them, or after a crash possibly none. When this returns they are, and {@link #log}
     * shows them.
     *
     * <p>Records of truncated slots are kept in the journal and nowhere else. {@link LogRecord.Learned} of a slot in the
     * chosen prefix replaces what is there: that is how a damaged entry is repaired.
     *
     * @param batch the records, in order; empty is allowed and does nothing
     * @throws StorageException if they may not be durable
     * @throws IllegalStateException if no genesis is stored yet: nobody votes before that
     */
    void append(List<LogRecord> batch);

    /** The log. */
    LogReader log();

    /**
     * Bytes journaled since the directory was opened, for {@link CheckpointPolicy}. After an open that found a journal to
     * replay, it starts at what was replayed.
     */
    long journaledBytes();

    /**
     * Whether so many changes wait in memory for a checkpoint that one should be made now, whatever {@link
     * CheckpointPolicy} says. To be asked after every group of commands: what is applied in between may be as much as a
     * slot's. Any thread.
     */
    boolean wantsCheckpoint();

    /** The maps of the state machine. Belongs to the applier. Another store after each {@link #install}. */
    StateStore state();

    /**
     * Makes the maps of the state durable as they are now, together, and lets go of the journal that is not needed any
     * more. A restart finds the state as of some checkpoint, never a mixture of two.
     *
     * <p>Returns as soon as the maps are captured, which is quick, unless the checkpoint before is still being written:
     * then it waits for that one first. Writing and syncing go on in the background.
     *
     * @param appliedSlot the last slot that the state has applied
     * @return completes when the checkpoint is durable, exceptionally with a {@link StorageException} if it may not be
     * @throws StorageException if anything failed before
     * @throws IllegalStateException while an installation is under way
     */
    CompletableFuture<Void> checkpoint(long appliedSlot);

    /**
     * Lets go of the log's entries up to a slot. Readers miss them at once; on the disk they stay until a checkpoint or two
     * later, and a crash before that brings them back. Configuration commands are kept apart and stay. Nothing happens if
     * the log begins above the slot already.
     *
     * @param upToSlot the last slot to let go of
     * @throws IllegalArgumentException if it is above the slot that the last <em>durable</em> checkpoint has applied: the
     *     entries above that are still needed after a crash
     * @throws IllegalStateException while an installation is under way
     */
    void truncate(long upToSlot);

    /**
     * Begins to replace the state by another member's. There is one installation at a time; until it is completed or
     * closed, the present state must not change, and neither {@link #checkpoint} nor {@link #truncate} may be called.
     *
     * @throws StorageException if anything failed before
     * @throws IllegalStateException if the state has changed since it was last given to {@link #checkpoint}, or if another
     *     installation is under way
     */
    StateInstall install();

    /**
     * Closes the directory and lets go of it. Does not make a checkpoint: what was applied since the last one is applied
     * again after the next start. Call it when no other thread is inside any more.
     */
    @Override
    void close();
}
