package dev.paxoskv.node.storage;

/**
 * Told what the storage does to the disk. Called on the thread that does it, after it succeeded; must be quick and must
 * not throw.
 */
public interface StorageListener {

    /** Listens to nothing. */
    StorageListener NONE = new StorageListener() {};

    /**
     * A batch is durable in the journal.
     *
     * @param records how many records it held
     * @param bytes how many bytes were written
     * @param syncNanos how long writing and syncing took, in nanoseconds
     */
    default void journaled(int records, long bytes, long syncNanos) {}

    /**
     * A checkpoint is durable.
     *
     * @param bytes how many bytes were written for it
     * @param nanos how long it took, in nanoseconds
     */
    default void checkpointed(long bytes, long nanos) {}

    /**
     * The directory was opened at an older checkpoint than the newest one in the file, because that one is torn or
     * damaged; the journal makes up for it. After a power loss this is normal; else it means a disk that lies or rots.
     *
     * @param what the file, and what was left out
     */
    default void fellBack(String what) {}

    /**
     * The entry of a slot was read from the log and is not what was written. Called on the thread that read it, once for
     * each slot until it is repaired. The log goes on without it: {@link LogReader#damaged}.
     */
    default void damaged(long slot) {}
}
