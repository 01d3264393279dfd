package dev.paxoskv.node.statemachine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Removes what compaction has given up, in slices, so that no command waits for a long clean-up. What a key's history
 * keeps is everything above the compacted revision, and the newest version at or below it, unless that is a tombstone.
 *
 * <p>A sweep walks the whole history once, for the revision that was compacted when it began; a later compaction makes
 * another sweep. Replies never depend on how far it has come, so members need not sweep in step.
 */
final class Compactor {

    private static final byte[] FIRST_KEY = new byte[0];

    private final StateStore store;
    private final List<byte[]> removedKeys = new ArrayList<>();
    private final List<Version> removedVersions = new ArrayList<>();
    private long sweptRevision = Revisions.NEVER;
    private boolean sweeping;
    private long target;
    private byte @Nullable [] key;
    private long resumeAt;
    private boolean newestSeen;

    /**
     * The tombstone that hides the rest of this key's history. It goes last: without it, and with older versions left
     * over at the end of a slice or after a crash, those would come back to life.
     */
    private @Nullable Version hiding;

    Compactor(StateStore store) {
        this.store = store;
    }

    void restore(long storedSweptRevision) {
        sweptRevision = storedSweptRevision;
    }

    /** The compacted revision for which everything is removed that can be. */
    long sweptRevision() {
        return sweptRevision;
    }

    /** Looks at up to that many entries of the history, and removes those given up; whether there is more to do. */
    boolean step(long compactRevision, int maxEntries) {
        if (!sweeping) {
            if (sweptRevision >= compactRevision) {
                return false;
            }
            sweeping = true;
            target = compactRevision;
            key = null;
            resumeAt = Long.MAX_VALUE;
        }
        boolean more = examine(maxEntries);
        if (!more) {
            leaveKey();
        }
        remove();
        if (!more) {
            sweeping = false;
            sweptRevision = target;
        }
        return more || sweptRevision < compactRevision;
    }

    private boolean examine(int maxEntries) {
        VersionCursor cursor = store.historyCursor(key == null ? FIRST_KEY : key, resumeAt, null);
        for (int examined = 0; examined < maxEntries; examined++) {
            if (!cursor.next()) {
                return false;
            }
            examine(cursor.key(), cursor.version());
        }
        return true;
    }

    private void examine(byte[] nextKey, Version version) {
        if (!Arrays.equals(key, nextKey)) {
            leaveKey();
            key = nextKey;
            Version newest = store.live(nextKey);
            newestSeen = newest != null && newest.modRevision() <= target;
        }
        resumeAt = version.modRevision() - 1;
        if (version.modRevision() > target) {
            return;
        }
        if (newestSeen) {
            markRemoved(nextKey, version);
        } else if (version.isTombstone()) {
            hiding = version;
        }
        newestSeen = true;
    }

    private void leaveKey() {
        if (key != null && hiding != null) {
            markRemoved(key, hiding);
        }
        hiding = null;
    }

    private void markRemoved(byte[] ofKey, Version version) {
        removedKeys.add(ofKey);
        removedVersions.add(version);
    }

    private void remove() {
        for (int i = 0; i < removedKeys.size(); i++) {
            store.removeHistory(removedKeys.get(i), removedVersions.get(i).modRevision());
        }
        removedKeys.clear();
        removedVersions.clear();
    }
}
