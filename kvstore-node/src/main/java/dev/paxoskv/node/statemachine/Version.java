package dev.paxoskv.node.statemachine;

import java.util.Arrays;

/**
 * One version of a key, or the tombstone that says that the key was deleted at {@code modRevision}.
 *
 * <p>A key changes at most once per revision, so {@code (key, modRevision)} names a version. Immutable; the value is
 * shared, never copied, and must not be written to.
 *
 * @param modRevision the revision of the change that made this version
 * @param subRevision the position of that change among the changes of its revision, from 0
 * @param createRevision the revision of the put that brought the key into being; 0 for a tombstone
 * @param version 1 for the first version since the key was created, then one more for each; 0 for a tombstone
 * @param lease the lease that the key is attached to; 0 for none
 * @param value the value; empty for a tombstone
 */
public record Version(long modRevision, int subRevision, long createRevision, long version, long lease, byte[] value) {

    private static final byte[] NO_VALUE = new byte[0];

    /** The mark that a key was deleted by the given change. */
    public static Version tombstone(long modRevision, int subRevision) {
        return new Version(modRevision, subRevision, 0, 0, 0, NO_VALUE);
    }

    /** Whether this says that the key was deleted. */
    public boolean isTombstone() {
        return version == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Version that
                && modRevision == that.modRevision
                && subRevision == that.subRevision
                && createRevision == that.createRevision
                && version == that.version
                && lease == that.lease
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(modRevision) + Arrays.hashCode(value);
    }
}
