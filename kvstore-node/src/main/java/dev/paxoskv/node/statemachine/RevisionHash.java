package dev.paxoskv.node.statemachine;

import java.util.Arrays;

/**
 * The hash of everything that can still be read at or below a revision. What compaction has given up does not count,
 * whether it is physically removed or not, nor does it matter whether a version is the newest one: so members that stand
 * at different revisions and clean up at different times agree at a common one.
 */
final class RevisionHash {

    private static final byte[] FIRST_KEY = new byte[0];

    private final long revision;
    private final long compactRevision;
    private final StateHash hash;
    private byte[] key = FIRST_KEY;
    private boolean started;
    private boolean compactedBelow;

    private RevisionHash(long revision, long compactRevision) {
        this.revision = revision;
        this.compactRevision = compactRevision;
        hash = new StateHash(revision).add(compactRevision);
    }

    static long of(StateView view, long revision, long compactRevision) {
        RevisionHash walk = new RevisionHash(revision, compactRevision);
        VersionCursor live = view.liveCursor(FIRST_KEY, null);
        VersionCursor history = view.historyCursor(FIRST_KEY, Long.MAX_VALUE, null);
        boolean liveLeft = live.next();
        boolean historyLeft = history.next();
        while (liveLeft || historyLeft) {
            if (liveLeft && (!historyLeft || Keys.compare(live.key(), history.key()) <= 0)) {
                walk.visit(live.key(), live.version());
                liveLeft = live.next();
            } else {
                walk.visit(history.key(), history.version());
                historyLeft = history.next();
            }
        }
        return walk.hash.value();
    }

    /** Takes the versions of a key from the newest to the oldest. */
    private void visit(byte[] nextKey, Version version) {
        if (!started || !Arrays.equals(key, nextKey)) {
            started = true;
            key = nextKey;
            compactedBelow = false;
        }
        boolean readable = !compactedBelow && !(version.isTombstone() && version.modRevision() <= compactRevision);
        compactedBelow |= version.modRevision() <= compactRevision;
        if (readable && version.modRevision() <= revision) {
            hash.add(key, version);
        }
    }
}
