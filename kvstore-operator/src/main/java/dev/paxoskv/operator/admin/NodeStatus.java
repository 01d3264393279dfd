package dev.paxoskv.operator.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node says of itself.
 *
 * @param clusterId null if its disk is empty
 * @param ready it takes part in a quorum
 * @param memberNames the names of the members in the newest configuration that it knows
 */
public record NodeStatus(
        String memberId,
        @Nullable String clusterId,
        boolean ready,
        long appliedSlot,
        String version,
        List<String> memberNames) {

    public NodeStatus {
        memberNames = List.copyOf(memberNames);
    }
}
