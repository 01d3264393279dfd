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
 * @param applyQueueBytes most bytes of chosen entries that wait for the applier in memory
 */
public record ReplicaOptions(
        Tuning tuning,
        Duration tick,
        Limits limits,
        Duration requestTimeout,
        long checkpointBytes,
        Duration checkpointInterval,
        long applyQueueBytes) {

    /** What is right for production. */
    public static ReplicaOptions defaults() {
        return new ReplicaOptions(
                Tuning.defaults(),
                Duration.ofMillis(20),
                Limits.DEFAULT,
                Duration.ofSeconds(5),
                16L << 20,
                Duration.ofSeconds(30),
                64L << 20);
    }

    int deadlineTicks() {
        return Math.toIntExact(Math.max(1, requestTimeout.toNanos() / tick.toNanos()));
    }
}
