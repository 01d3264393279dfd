package dev.paxoskv.node.storage;

import dev.paxoskv.node.paxos.model.AcceptedEntry;
import java.util.List;
import java.util.OptionalLong;

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
     * @return the entries from {@code fromSlot} on, up to the first gap, the first truncated slot or the first damaged
     *     entry; none if {@code fromSlot} itself is one of these
     * @throws StorageException if the file cannot be read
     */
    List<AcceptedEntry> read(long fromSlot, int maxBytes, long upToSlot);

    /**
     * The lowest slot whose entry a read found damaged: the bytes that are there are not those that were written. It stays
     * until a record of that slot is appended ({@link dev.paxoskv.node.paxos.model.LogRecord.Learned} repairs a chosen
     * one) or the slot is truncated.
     */
    OptionalLong damaged();
}
