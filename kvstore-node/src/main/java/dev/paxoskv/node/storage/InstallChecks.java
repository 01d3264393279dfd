package dev.paxoskv.node.storage;

import dev.paxoskv.node.paxos.model.Configuration;
import java.util.SortedMap;

/** What every engine checks before it lets an installed state take the place of the present one. */
public final class InstallChecks {
    private InstallChecks() {}

    /**
     * Checks what {@link StateInstall#complete} is given.
     *
     * @param present the slot that the present state has applied
     * @param slot the slot that the new one has applied
     * @param configurations the configuration commands that come with it
     * @throws IllegalArgumentException if the new state is older, or a configuration is not part of it
     */
    public static void check(long present, long slot, SortedMap<Long, Configuration> configurations) {
        if (slot < present) {
            throw new IllegalArgumentException(
                    "the present state has applied slot " + present + ", the one to install only " + slot);
        }
        if (!configurations.isEmpty() && configurations.lastKey() > slot) {
            throw new IllegalArgumentException("the configuration of slot " + configurations.lastKey()
                    + " is not part of a state that has applied slot " + slot);
        }
    }
}
