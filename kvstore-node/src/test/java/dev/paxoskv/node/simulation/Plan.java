package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.Tuning;
import dev.paxoskv.node.paxos.message.Envelope;

/**
 * What a seed makes of a run: the size of everything. Small numbers are likely, so that windows fill up, promises come in
 * chunks and pages are short.
 *
 * @param nodes the members
 * @param alpha the window of the alpha rule
 * @param tuning the numbers of the protocol
 * @param clients how many clients there are
 * @param keys how many keys they fight for
 * @param maxThinking the longest pause of a client, in thousandths of a tick
 * @param reads which part of the requests are reads
 * @param burst most writes that a client sends at once
 * @param maxPadding most bytes that fill up a payload
 * @param deadlineTicks how long a node may try
 * @param faultTicks how long faults come
 * @param faultEvery the mean time between two faults, in ticks
 * @param changeEvery the mean time between two wishes of the administrator, in ticks; 0 for none at all
 * @param featureLevel what the cluster is formed with
 * @param oldBuilds which of the members begin with a build of the oldest protocol version, bit by bit
 */
record Plan(
        int nodes,
        int alpha,
        Tuning tuning,
        int clients,
        int keys,
        long maxThinking,
        double reads,
        int burst,
        int maxPadding,
        int deadlineTicks,
        int faultTicks,
        int faultEvery,
        int changeEvery,
        int featureLevel,
        int oldBuilds) {

    private static final int LARGEST_COMMAND = 400;
    private static final int MOST_PEACEFUL_CLIENTS = 4;

    /** The messages of a handover and of a write after it, with some to spare. */
    private static final int HANDOVER_TICKS = 6;

    private static final int ROOMY = 1 << 20;

    static Plan draw(Dice dice) {
        int nodes = dice.chance(0.05) ? dice.between(1, 2) : dice.chance(0.65) ? 3 : dice.chance(0.2) ? 4 : 5;
        int alpha = dice.chance(0.2) ? 256 : (int) dice.skewed(1, 64);
        boolean mixed = dice.chance(0.1);
        int oldBuilds = mixed ? dice.between(1, (1 << nodes) - 1) : 0;
        return new Plan(
                nodes,
                alpha,
                tuning(dice, alpha),
                dice.between(1, 8),
                dice.between(1, 4),
                dice.skewed(World.TICK / 10, 20 * World.TICK),
                dice.between(0.1, 0.7),
                dice.between(2, 30),
                dice.chance(0.7) ? 16 : 300,
                dice.between(20, 200),
                dice.between(150, 600),
                dice.between(4, 40),
                dice.chance(0.3) ? 0 : dice.between(3, 40),
                mixed || dice.chance(0.1) ? Envelope.OLDEST_VERSION : Envelope.PROTOCOL_VERSION,
                oldBuilds);
    }

    /**
     * The same for a run without faults: queues that hold everybody, windows that are no obstacle to a handover, a build that
     * is the same everywhere, and a deadline that leaves no time for asking twice.
     */
    Plan peaceful() {
        Tuning roomy = new Tuning(
                tuning.heartbeatTicks(),
                tuning.missedRounds(),
                tuning.resendTicks(),
                ROOMY,
                alpha,
                ROOMY,
                ROOMY,
                ROOMY,
                ROOMY,
                ROOMY,
                ROOMY);
        int deadline = 2 * tuning.heartbeatTicks() * tuning.missedRounds() + HANDOVER_TICKS;
        return new Plan(
                nodes,
                alpha,
                roomy,
                Math.min(clients, MOST_PEACEFUL_CLIENTS),
                keys,
                Math.max(maxThinking, 10 * World.TICK),
                reads,
                burst,
                maxPadding,
                deadline,
                faultTicks,
                faultEvery,
                changeEvery,
                featureLevel,
                0);
    }

    private static Tuning tuning(Dice dice, int alpha) {
        int entry = dice.chance(0.3) ? 1 << 14 : (int) dice.skewed(64, 1 << 10);
        return new Tuning(
                dice.between(2, 5),
                dice.between(2, 3),
                dice.between(2, 10),
                entry,
                dice.chance(0.5) ? alpha : (int) dice.skewed(1, alpha),
                entry + (int) dice.skewed(1, 1 << 12) - 1,
                entry + (int) dice.skewed(1, 1 << 12) - 1,
                Math.max(entry, LARGEST_COMMAND) + (int) dice.skewed(1, 1 << 14) - 1,
                dice.chance(0.3) ? 10_000 : dice.between(1, 20),
                dice.chance(0.3) ? 10_000 : dice.between(1, 20),
                dice.chance(0.3) ? 1 << 16 : (int) dice.skewed(100, 1 << 10));
    }
}
