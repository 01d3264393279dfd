package dev.paxoskv.operator.backup;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one backup at the time of a decision.
 *
 * @param deadline when it counts as failed unless it is whole
 * @param ended how it ended, as its status says; the jobs do not count any more then
 * @param leaving its resource is being deleted
 * @param deletesFile the file goes with the resource
 * @param started a job was started at some time, so that there may be a file
 * @param save the job that writes the file; null if there is none
 * @param delete the job that deletes the file; null if there is none
 */
public record BackupObservation(
        Instant now,
        Instant deadline,
        Ended ended,
        boolean leaving,
        boolean deletesFile,
        boolean started,
        ClusterState cluster,
        ClaimState claim,
        @Nullable JobView save,
        @Nullable JobView delete) {

    /** How a backup ended. */
    public enum Ended {
        NOT_YET,
        SAVED,
        FAILED
    }

    /** What there is of the cluster. */
    public enum ClusterState {
        MISSING,
        /** No majority serves. */
        NOT_AVAILABLE,
        AVAILABLE
    }

    /** What there is of the volume. */
    public enum ClaimState {
        MISSING,
        DELETING,
        PRESENT
    }

    /**
     * A job of this backup.
     *
     * @param ours it belongs to this resource, not to another one that had the name
     * @param leaving it is being deleted, and its pods before it
     * @param text what holds it up, or why it failed
     * @param saved what it wrote; null if it is not known
     */
    public record JobView(
            Stage stage,
            boolean ours,
            boolean leaving,
            String text,
            @Nullable SavedFile saved) {

        /** How far it is. */
        public enum Stage {
            RUNNING,
            DONE,
            FAILED
        }
    }
}
