package dev.paxoskv.node.statemachine;

import org.jspecify.annotations.Nullable;

/**
 * The keys that existed at an old revision: both maps walked side by side, the newest version at or below the revision
 * taken of each key. Long histories of a key are jumped over, not walked.
 */
final class SnapshotCursor implements VersionCursor {

    /** Steps along one key's history before it is cheaper to look the place up. */
    private static final int STEPS_BEFORE_SEEK = 16;

    private final StateView view;
    private final long revision;
    private final byte @Nullable [] to;
    private final VersionCursor live;
    private VersionCursor history;
    private boolean liveLeft;
    private boolean historyLeft;
    private byte[] key = {};
    private @Nullable Version version;

    SnapshotCursor(StateView view, byte[] from, byte @Nullable [] to, long revision) {
        this.view = view;
        this.revision = revision;
        this.to = to;
        live = view.liveCursor(from, to);
        history = view.historyCursor(from, Long.MAX_VALUE, to);
        liveLeft = live.next();
        historyLeft = history.next();
    }

    @Override
    public boolean next() {
        while (liveLeft || historyLeft) {
            Version found = takeKey();
            if (found != null && !found.isTombstone()) {
                version = found;
                return true;
            }
        }
        version = null;
        return false;
    }

    @Override
    public byte[] key() {
        return key;
    }

    @Override
    public Version version() {
        if (version == null) {
            throw new IllegalStateException("the cursor does not stand on a version");
        }
        return version;
    }

    /** Moves both cursors behind the next key; what that key was at the revision, null for nothing. */
    private @Nullable Version takeKey() {
        int order = order();
        key = order <= 0 ? live.key() : history.key();
        Version found = null;
        if (order <= 0) {
            Version newest = live.version();
            found = newest.modRevision() <= revision ? newest : null;
            liveLeft = live.next();
        }
        if (order >= 0) {
            Version superseded = takeHistory(found == null);
            found = found == null ? superseded : found;
        }
        return found;
    }

    /** Which of the cursors stands on the smaller key. */
    private int order() {
        if (!historyLeft) {
            return -1;
        }
        return liveLeft ? Keys.compare(live.key(), history.key()) : 1;
    }

    private @Nullable Version takeHistory(boolean wanted) {
        Version found = null;
        if (wanted) {
            seekRevision();
            if (onKey() && history.version().modRevision() <= revision) {
                found = history.version();
            }
        }
        skipHistory();
        return found;
    }

    private void seekRevision() {
        for (int steps = 0; onKey() && history.version().modRevision() > revision; steps++) {
            if (steps == STEPS_BEFORE_SEEK) {
                history = view.historyCursor(key, revision, to);
            }
            historyLeft = history.next();
        }
    }

    private void skipHistory() {
        for (int steps = 0; onKey(); steps++) {
            if (steps == STEPS_BEFORE_SEEK) {
                history = view.historyCursor(Keys.successor(key), Long.MAX_VALUE, to);
            }
            historyLeft = history.next();
        }
    }

    private boolean onKey() {
        return historyLeft && Keys.compare(history.key(), key) == 0;
    }
}
