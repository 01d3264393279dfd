package dev.paxoskv.operator.plan;

import org.jspecify.annotations.Nullable;

/**
 * What the status of the resource remembers of earlier passes.
 *
 * @param clusterId the id of the cluster; null if it was never seen
 * @param topOrdinal the highest ordinal of a member that was seen last; -1 if none was
 * @param recovery the latest recovery; null if there was none
 */
public record Memory(
        @Nullable String clusterId,
        int topOrdinal,
        @Nullable RecoveryMemory recovery) {

    /** Of a cluster that was never seen. */
    public static final Memory NONE = new Memory(null, -1, null);

    /**
     * A recovery as it was recorded when it began.
     *
     * @param survivor the ordinal of the member that goes on
     * @param newClusterId the id of the cluster that goes on, drawn when the recovery was recorded
     * @param stage how far it is
     */
    public record RecoveryMemory(int survivor, String oldClusterId, String newClusterId, Stage stage) {}

    /** How far a recovery is. */
    public enum Stage {
        /** Recorded; the survivor's disk is as it was. */
        RECORDED,
        /** The survivor's disk is being changed. */
        RUNNING,
        /** The survivor's disk could not be changed. */
        FAILED,
        /** The survivor's disk is that of the new cluster; the other disks are still there. */
        RECOVERED,
        /** Nothing of the old cluster is left. */
        DONE
    }
}
