package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.Tuning;
import dev.paxoskv.node.statemachine.Limits;
import java.time.Duration;

/**
 * How a replica runs.
 *
 * @param tuning the protocol's numbers
 * @param tick the length of a tick
 * @param limits the state machine's limits; the same on every member
 * @param requestTimeout a client's request is answered within this time
 * @param checkpointBytes a checkpoint is made after so many bytes of journal
 * @param checkpointInterval and after so much time, while anything changes
 * @param tail what the log keeps of what is applied
 * @param applyQueueBytes most bytes of chosen entries that wait for the applier in memory
 */
public record ReplicaOptions(
        Tuning tuning,
        Duration tick,
        Limits limits,
        Duration requestTimeout,
        long checkpointBytes,
        Duration checkpointInterval,
        Tail tail,
        long applyQueueBytes) {

    /**
     * What the log keeps behind the last checkpoint, for members that are behind: what is older than either limit
     * allows goes.
     *
     * @param slots so many slots
     * @param bytes so many bytes of entries
     */
    public record Tail(long slots, long bytes) {

        /** Enough for a member that missed 100,000 slots, or 64 MiB. */
        public static final Tail DEFAULT = new Tail(100_000, 64L << 20);

        /**
         * Checks the limits.
         *
         * @throws IllegalArgumentException if one is negative
         */
        public Tail {
            if (slots < 0 || bytes < 0) {
                throw new IllegalArgumentException("the log's tail is at least 0 slots and 0 bytes");
            }
        }
    }

    /** What is right for production. */
    public static ReplicaOptions defaults() {
        return new ReplicaOptions(
                Tuning.defaults(),
                Duration.ofMillis(20),
                Limits.DEFAULT,
                Duration.ofSeconds(5),
                16L << 20,
                Duration.ofSeconds(30),
                Tail.DEFAULT,
                64L << 20);
    }

    int deadlineTicks() {
        return Math.toIntExact(Math.max(1, requestTimeout.toNanos() / tick.toNanos()));
    }
}
