package dev.paxoskv.operator.plan;

/** The one thing to do in a pass. All but {@link Idle}, {@link Wait} and {@link Stop} change something. */
public sealed interface Action {

    /** Everything is as the user wants it. */
    record Idle() implements Action {}

    /** Something has to happen that the operator cannot hasten. */
    record Wait(Why why, String text) implements Action {}

    /** Nothing will happen until a human has done something; the text says what. */
    record Stop(Trouble trouble, String text) implements Action {}

    /** Makes the StatefulSet. */
    record CreateSet(int replicas) implements Action {}

    /** Changes how many pods there are, if the StatefulSet is still the one that was looked at. */
    record SetReplicas(int replicas, String version) implements Action {}

    /** Deletes the StatefulSet and leaves its pods, so that it is made anew with another size of volumes. */
    record RecreateSet(String uid) implements Action {}

    /** Records the member that forms the cluster, if nothing is recorded. */
    record RecordBootstrap(String memberId) implements Action {}

    /** Tells the recorded member to form the cluster. */
    record Bootstrap(int ordinal, String clusterId, String memberId) implements Action {}

    /** Makes the claim that a backup is restored to. */
    record CreateClaim(int ordinal) implements Action {}

    /** Records the claim that a backup is restored to, if nothing is recorded. */
    record RecordRestore(String claimUid) implements Action {}

    /** Makes the job that restores the backup, asleep. */
    record PrepareRestore(String clusterId) implements Action {}

    /** Wakes that job, if it is still the one that was looked at. */
    record StartRestore(String version) implements Action {}

    /** Writes at the claim that it has the backup's content, and whom it belongs to from now on. */
    record FinishRestore(int ordinal, String uid, String version, String clusterId, boolean owned) implements Action {}

    /** Writes at a claim which member lives on it, in which pod. */
    record MarkClaim(int ordinal, String uid, String version, String memberId, String podUid) implements Action {}

    /** Adds the node of a pod as a learner. */
    record AddLearner(long epoch, int ordinal, String memberId) implements Action {}

    /** Makes a voter of a learner. */
    record Promote(long epoch, int ordinal, String memberId) implements Action {}

    /** Removes a member from the configuration. */
    record Remove(long epoch, int ordinal, String memberId, String text) implements Action {}

    /** Makes another member lead. */
    record TransferLeader(int ordinal, String memberId) implements Action {}

    /**
     * Deletes a pod, which the StatefulSet then makes anew.
     *
     * @param gentle the pod takes part: respect the disruption budget
     */
    record RestartPod(int ordinal, String uid, boolean gentle, String text) implements Action {}

    /** Deletes a claim with its data. */
    record DeleteClaim(int ordinal, String uid, String version, String text) implements Action {}

    /** Asks for a larger volume. */
    record GrowClaim(int ordinal, String uid, long bytes) implements Action {}

    /** Makes a claim go with the resource, or stay without it. */
    record SetClaimOwner(int ordinal, String uid, String version, boolean owned) implements Action {}

    /** Records that the cluster goes on from a survivor. */
    record RecordRecovery(int survivor, String oldClusterId) implements Action {}

    /** Makes a cluster of one, with an id of its own, of the survivor's disk. */
    record RunRecovery(int survivor, String oldClusterId, String newClusterId) implements Action {}

    /** Records that nothing of the old cluster is left. */
    record FinishRecovery(String newClusterId) implements Action {}

    /** Whether carrying it out changes anything outside of the status. */
    default boolean mutates() {
        return !(this instanceof Idle || this instanceof Wait || this instanceof Stop);
    }

    /** What is waited for. */
    enum Why {
        PAUSED,
        HIBERNATING,
        RECOVERING,
        RESTORING,
        BOOTSTRAPPING,
        NO_QUORUM,
        STARTING,
        SETTLING,
        CATCHING_UP,
        ROLLING,
        /** A restarted member does not come back in time. */
        STALLED,
        /** Pods of an older template wait for somebody to restart them. */
        MANUAL,
        REPLACING,
        FROZEN,
        /** It would leave less than a majority. */
        UNSAFE
    }

    /** What only a human can mend. */
    enum Trouble {
        SPLIT_BRAIN,
        DISK_LOST,
        RECOVERY_REFUSED,
        RESTORE_REFUSED,
        RESTORE_FAILED,
        /** A claim that is somebody else's has the name of one that a pod needs. */
        FOREIGN_CLAIM
    }
}
