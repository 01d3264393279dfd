package dev.paxoskv.node.recovery;

import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.Optional;

/**
 * What a data directory holds of a cluster that has lost its majority.
 *
 * @param genesis what the cluster was formed with
 * @param member whose directory it is
 * @param configuration the newest configuration that it knows to be chosen
 * @param chosenUpTo the last slot that it knows to be chosen
 * @param goesOnTo the last slot that it can go on from: chosen, or accepted without a gap behind what is chosen
 * @param lastSlot the last slot of its log; what stands above {@code goesOnTo} is behind a gap, or behind a damaged entry
 */
public record Survivor(
        Genesis genesis, MemberId member, Configuration configuration, long chosenUpTo, long goesOnTo, long lastSlot) {

    /** How this member is called and reached, if the configuration lists it. */
    public Optional<Founder> founder() {
        return configuration
                .member(member)
                .or(() -> genesis.configuration().member(member))
                .map(Founder::like);
    }

    /** Whether the configuration says that this member was removed: then it misses what was chosen since. */
    public boolean wasRemoved() {
        return configuration.isRemoved(member);
    }
}
