package dev.paxoskv.node.replica;

import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what the log holds of the applied slots, and says how much of it may go: as long as what is left reaches either
 * limit. Counted in runs of slots, so that little is kept in memory and the log is cut a run at a time. Not thread-safe.
 */
final class LogTail {
    /** Slots of one run. */
    static final int RUN = 128;

    /** For a member that is being brought up, the log keeps more, but no more than so many times as much. */
    private static final int MOST_FOR_LAGGARDS = 4;

    private final ReplicaOptions.Tail keep;
    private final TreeMap<Long, Long> bytesOfRun = new TreeMap<>();
    private long bytes;
    private long lastSlot;

    LogTail(ReplicaOptions.Tail keep) {
        this.keep = keep;
    }

    /** The log holds an applied slot's entry of this size; in any order. */
    void add(long slot, long size) {
        bytesOfRun.merge(slot / RUN, size, Long::sum);
        bytes += size;
        lastSlot = Math.max(lastSlot, slot);
    }

    /** The log holds nothing up to this slot. */
    void cut(long upToSlot) {
        var gone = bytesOfRun.headMap((upToSlot + 1) / RUN);
        bytes -= gone.values().stream().mapToLong(Long::longValue).sum();
        gone.clear();
    }

    /**
     * The last slot that may go; 0 if none.
     *
     * @param durable what a durable checkpoint has applied; nothing above it goes
     * @param wanted a member that gets a snapshot will want the slots above this one
     */
    long spare(long durable, long wanted) {
        long left = bytes;
        long spare = 0;
        for (Map.Entry<Long, Long> run : bytesOfRun.entrySet()) {
            long lastOfRun = (run.getKey() + 1) * RUN - 1;
            left -= run.getValue();
            int factor = lastOfRun > wanted ? MOST_FOR_LAGGARDS : 1;
            boolean enoughBehind = left / factor >= keep.bytes() || (lastSlot - lastOfRun) / factor >= keep.slots();
            if (lastOfRun > durable || !enoughBehind) {
                break;
            }
            spare = lastOfRun;
        }
        return spare;
    }
}
