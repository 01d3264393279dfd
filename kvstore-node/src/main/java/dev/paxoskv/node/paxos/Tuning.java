package dev.paxoskv.node.paxos;

/**
 * The numbers that the protocol runs by. Time is in ticks; the driver says how long a tick is (20 ms by default).
 *
 * @param heartbeatTicks an election round, and the leader's heartbeat, every so many ticks
 * @param missedRounds a leader that was not heard for so many rounds in a row is given up; so is a leadership that was
 *     without its majority for as long
 * @param resendTicks what got no answer is said again after so many ticks
 * @param maxEntryBytes commands become one slot up to this size; at least one command fits whatever its size
 * @param windowSlots most slots in flight; no more than the cluster's alpha
 * @param windowBytes most bytes in flight
 * @param peerWindowBytes most bytes sent to one peer that it has not acknowledged
 * @param pendingBytes most bytes of commands waiting for a slot; what comes on top is refused as overloaded
 * @param pendingReads most reads waiting; what comes on top is refused as overloaded
 * @param pendingWrites most writes of a node's own clients that are not settled; what comes on top is refused as overloaded
 * @param pageBytes the size of a catch-up page, and of a chunk of a promise
 */
public record Tuning(
        int heartbeatTicks,
        int missedRounds,
        int resendTicks,
        int maxEntryBytes,
        int windowSlots,
        int windowBytes,
        int peerWindowBytes,
        int pendingBytes,
        int pendingReads,
        int pendingWrites,
        int pageBytes) {

    /**
     * Checks that the numbers fit together.
     *
     * @throws IllegalArgumentException if one is below 1, or a window or queue is too small for one entry
     */
    public Tuning {
        require(heartbeatTicks >= 1 && missedRounds >= 1 && resendTicks >= 1, "times are at least 1 tick or round");
        require(maxEntryBytes >= 1 && windowSlots >= 1 && pageBytes >= 1, "sizes are at least 1");
        require(pendingReads >= 1 && pendingWrites >= 1, "a queue holds at least 1 request");
        require(
                Math.min(windowBytes, Math.min(peerWindowBytes, pendingBytes)) >= maxEntryBytes,
                "windowBytes, peerWindowBytes and pendingBytes are no less than maxEntryBytes");
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** What is right for production, with ticks of 20 ms: a dead leader is replaced within about half a second. */
    public static Tuning defaults() {
        return new Tuning(5, 3, 10, 1 << 20, 256, 16 << 20, 8 << 20, 64 << 20, 65_536, 16_384, 1 << 20);
    }

    /** The same with other times. */
    public Tuning withTimes(int newHeartbeatTicks, int newMissedRounds, int newResendTicks) {
        return new Tuning(
                newHeartbeatTicks,
                newMissedRounds,
                newResendTicks,
                maxEntryBytes,
                windowSlots,
                windowBytes,
                peerWindowBytes,
                pendingBytes,
                pendingReads,
                pendingWrites,
                pageBytes);
    }

    /** The same with another limit for the commands that wait for a slot. */
    public Tuning withPendingBytes(int newPendingBytes) {
        return new Tuning(
                heartbeatTicks,
                missedRounds,
                resendTicks,
                maxEntryBytes,
                windowSlots,
                windowBytes,
                peerWindowBytes,
                newPendingBytes,
                pendingReads,
                pendingWrites,
                pageBytes);
    }
}
