package dev.paxoskv.node.paxos;

import dev.paxoskv.node.paxos.model.AcceptedEntry;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Entry;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a member finds on its disk when it starts.
 *
 * @param promised its promise; {@link Ballot#ZERO} if it never gave one
 * @param chosenUpTo every slot up to here is known to be chosen; 0 for none
 * @param truncatedUpTo the last slot that the log no longer holds; 0 for none
 * @param accepted what it accepted above {@code chosenUpTo}, by slot
 * @param configurations the configuration commands chosen up to {@code chosenUpTo}, by slot, without the genesis
 * @param faulty slots above {@code chosenUpTo} at which it accepted something that its disk cannot tell any more
 */
public record Recovered(
        Ballot promised,
        long chosenUpTo,
        long truncatedUpTo,
        List<AcceptedEntry> accepted,
        SortedMap<Long, Configuration> configurations,
        List<Long> faulty) {

    /** A member whose disk is whole. */
    public Recovered(
            Ballot promised,
            long chosenUpTo,
            long truncatedUpTo,
            List<AcceptedEntry> accepted,
            SortedMap<Long, Configuration> configurations) {
        this(promised, chosenUpTo, truncatedUpTo, accepted, configurations, List.of());
    }

    /** A member that has taken part in nothing yet. */
    public static Recovered nothing() {
        return new Recovered(Ballot.ZERO, 0, 0, List.of(), new TreeMap<>());
    }

    /**
     * The same, knowing in addition that every slot up to this one is chosen: the applied state may be ahead of the log's
     * own records of what is chosen. Ends in front of a slot that the disk cannot tell: what is chosen there, a configuration
     * perhaps, has to be learned again.
     *
     * @param slot the last slot applied
     */
    public Recovered chosenUpToAtLeast(long slot) {
        long known = faulty.stream().mapToLong(at -> at - 1).reduce(slot, Math::min);
        if (known <= chosenUpTo) {
            return this;
        }
        List<AcceptedEntry> above =
                accepted.stream().filter(entry -> entry.slot() > known).toList();
        SortedMap<Long, Configuration> chosen = new TreeMap<>(configurations);
        for (AcceptedEntry entry : accepted) {
            // applied, so what is held there is what was chosen
            if (entry.slot() <= known && entry.entry() instanceof Entry.Reconfiguration(Configuration configuration)) {
                chosen.put(entry.slot(), configuration);
            }
        }
        return new Recovered(promised, known, truncatedUpTo, above, chosen, faulty);
    }
}
