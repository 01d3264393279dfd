package dev.paxoskv.operator.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node says of itself.
 *
 * @param memberId the id on its disk
 * @param clusterId the cluster that its disk belongs to; null if the disk is empty
 * @param takesPart it follows or leads
 * @param appliedSlot how far it has applied the log
 * @param knownOrdinals the ordinals of the members in the newest configuration on its disk, confirmed or not
 */
public record NodeReport(
        String memberId, @Nullable String clusterId, boolean takesPart, long appliedSlot, List<Integer> knownOrdinals) {

    public NodeReport {
        knownOrdinals = List.copyOf(knownOrdinals);
    }
}
