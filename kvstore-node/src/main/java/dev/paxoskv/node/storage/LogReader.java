package dev.paxoskv.node.storage;

import dev.paxoskv.node.paxos.model.AcceptedEntry;
import java.util.List;

/**
 * Reads the log: every entry whose record {@link NodeStorage#append} has made durable, the newest per slot. Any thread may
 * read, also while entries are appended.
 */
public interface LogReader {

    /** The first slot that can be there: one above the last truncated slot, so 1 for a log that was never truncated. */
    long firstSlot();

    /** The highest slot that holds an entry; {@code firstSlot() - 1} if none does. There may be gaps below it. */
    long lastSlot();

    /**
     * Entries of consecutive slots.
     *
     * @param fromSlot the first slot
     * @param maxBytes stop before the entry with which their encoded sizes would exceed this; the first entry is always
     *     taken
     * @param upToSlot the last slot to return
     * @return the entries from {@code fromSlot} on, up to the first gap; none if {@code fromSlot} holds nothing
     * @throws StorageException if the file cannot be read or is damaged
     */
    List<AcceptedEntry> read(long fromSlot, int maxBytes, long upToSlot);
}
