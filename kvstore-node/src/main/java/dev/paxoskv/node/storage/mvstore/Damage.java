package dev.paxoskv.node.storage.mvstore;

import dev.paxoskv.node.storage.StorageException;
import org.jspecify.annotations.Nullable;

/** Words for a data directory that holds something else than what was written to it. */
final class Damage {
    private static final String ADVICE = " The node does not start, because it may have forgotten a promise or an entry"
            + " that it vouched for. Check the disk; then remove this member from its cluster and add it again with an"
            + " empty data directory.";

    private Damage() {}

    static StorageException at(String file, long offset, String what) {
        return new StorageException(file + " is damaged at byte " + offset + ": " + what + "." + ADVICE);
    }

    static StorageException in(String file, String what, @Nullable Throwable cause) {
        return new StorageException(file + " is damaged: " + what + "." + ADVICE, cause);
    }

    /** An entry that a running node would have repaired from the others. */
    static StorageException ofEntry(String file, long slot) {
        return new StorageException(file + " is damaged: the entry of slot " + slot + " has a wrong checksum. Start the"
                + " node and let it reach the others: it fetches the entry from one of them. Check the disk.");
    }
}
