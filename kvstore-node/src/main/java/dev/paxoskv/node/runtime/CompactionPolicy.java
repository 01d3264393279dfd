package dev.paxoskv.node.runtime;

import java.util.ArrayDeque;
import java.util.OptionalLong;

/**
 * Says up to which revision the history may go: what was superseded longer ago than a time, and what lies further back than
 * a number of revisions. Knows the age of a revision only from what it has observed itself, so a new leader waits one
 * retention time before it gives anything up by age.
 *
 * <p>Not thread-safe.
 */
final class CompactionPolicy {
    /** The history is walked for every compaction: not more often than this part of the retention time asks for. */
    private static final int PARTS = 5;

    private final long retentionNanos;
    private final long maxRevisions;
    private final ArrayDeque<Observed> observed = new ArrayDeque<>();
    private long compactedAt;

    private record Observed(long nanos, long revision) {}

    /**
     * A policy that has observed nothing.
     *
     * @param retentionNanos how long a superseded revision stays readable, in nanoseconds; 0 for as long as there is room
     * @param maxRevisions how many revisions stay readable; 0 for any number
     * @param nowNanos the time now, of a clock that never goes back
     */
    CompactionPolicy(long retentionNanos, long maxRevisions, long nowNanos) {
        this.retentionNanos = retentionNanos;
        this.maxRevisions = maxRevisions;
        this.compactedAt = nowNanos;
    }

    /** Whether it ever gives anything up. */
    boolean isOn() {
        return retentionNanos > 0 || maxRevisions > 0;
    }

    /**
     * Takes note of the store's revision, and says up to which one to compact now, if at all.
     *
     * @param nowNanos the time now
     * @param current the store's revision
     * @param compacted the revision that it was last compacted at
     */
    OptionalLong due(long nowNanos, long current, long compacted) {
        long target = Math.max(byAge(nowNanos, current), byNumber(current, compacted));
        if (target <= compacted || target > current) {
            return OptionalLong.empty();
        }
        compactedAt = nowNanos;
        return OptionalLong.of(target);
    }

    private long byAge(long nowNanos, long current) {
        if (retentionNanos == 0) {
            return 0;
        }
        if (observed.isEmpty() || nowNanos - observed.getLast().nanos >= retentionNanos / (4 * PARTS)) {
            observed.addLast(new Observed(nowNanos, current));
        }
        if (nowNanos - compactedAt < retentionNanos / PARTS) {
            return 0;
        }
        long old = 0;
        while (!observed.isEmpty() && nowNanos - observed.getFirst().nanos >= retentionNanos) {
            old = observed.removeFirst().revision;
        }
        return old;
    }

    /** Lets a quarter more come together, so that it is not compacted for every single revision. */
    private long byNumber(long current, long compacted) {
        boolean tooMany = maxRevisions > 0 && current - compacted >= maxRevisions + maxRevisions / 4;
        return tooMany ? current - maxRevisions : 0;
    }
}
