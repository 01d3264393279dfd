package dev.paxoskv.operator.plan;

import org.jspecify.annotations.Nullable;

/**
 * What the user wants, with all defaults filled in.
 *
 * @param replicas how many members there shall be
 * @param paused nothing but the status is to be touched
 * @param hibernate all members shall be stopped
 * @param frozen the spec was refused: what is broken is mended, and nothing is changed for the spec's sake
 * @param deleteClaims claims that no member needs are deleted, and all of them with the resource
 * @param rolls outdated pods that work are restarted
 * @param storageBytes the size of a volume
 * @param growable volumes are to be grown; false for a while after the storage refused to
 * @param restores the cluster starts from a backup
 * @param replace the id of a member that shall be replaced
 * @param recovery how to go on without a majority
 */
public record Intent(
        int replicas,
        boolean paused,
        boolean hibernate,
        boolean frozen,
        boolean deleteClaims,
        boolean rolls,
        long storageBytes,
        boolean growable,
        boolean restores,
        @Nullable String replace,
        @Nullable Recovery recovery) {

    /**
     * The user's acknowledgement of a loss.
     *
     * @param survivor the ordinal of the member to go on from
     * @param acknowledged the id of the cluster whose majority is lost
     */
    public record Recovery(int survivor, String acknowledged) {}
}
