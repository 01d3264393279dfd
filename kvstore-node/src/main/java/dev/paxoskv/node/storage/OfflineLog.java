package dev.paxoskv.node.storage;

import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.Optional;
import java.util.function.Consumer;

/** The Paxos state of a data directory that no process has open, for people to look at. Not thread-safe. */
public interface OfflineLog extends AutoCloseable {

    /** The member id. */
    MemberId member();

    /** The genesis of the member's cluster, if it was ever part of one. */
    Optional<Genesis> genesis();

    /** The member's promise. */
    Ballot promised();

    /** The last slot of the prefix that the log knows to be chosen; 0 for none. */
    long chosenUpTo();

    /** The last slot that the log no longer holds; 0 for none. */
    long truncatedUpTo();

    /** The last slot that the state of the last checkpoint has applied; 0 for none. */
    long appliedUpTo();

    /**
     * Gives the entries in slot order, from the first one retained to the first gap.
     *
     * @return how many entries stand behind that gap
     * @throws StorageException if the files cannot be read or are damaged
     */
    long forEachUpToGap(Consumer<AcceptedEntry> visitor);

    /** Lets go of the directory. */
    @Override
    void close();
}
