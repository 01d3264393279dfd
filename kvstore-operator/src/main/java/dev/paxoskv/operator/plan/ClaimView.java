package dev.paxoskv.operator.plan;

import org.jspecify.annotations.Nullable;

/**
 * A volume claim.
 *
 * @param version changes with each change of the object; a deletion is refused if it has moved on
 * @param deleting it goes away as soon as no pod uses it
 * @param owned it is deleted together with the resource
 * @param nodeGone its volume is bound to a node that has not existed for longer than the user wants to wait for it
 * @param memberId the member that was last seen on this volume; null if none was
 * @param podUid the pod that this member was seen in
 * @param restoration how far the restore is on this volume
 */
public record ClaimView(
        int ordinal,
        String uid,
        String version,
        long requestedBytes,
        boolean deleting,
        boolean owned,
        boolean nodeGone,
        @Nullable String memberId,
        @Nullable String podUid,
        Restoration restoration) {

    /** What a volume has to do with the backup that the cluster starts from. */
    public enum Restoration {
        NONE,
        /** Its claim was made for it. */
        PREPARED,
        /** It has the backup's content. */
        RESTORED
    }
}
