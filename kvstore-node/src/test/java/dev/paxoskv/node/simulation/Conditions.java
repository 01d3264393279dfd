package dev.paxoskv.node.simulation;

import java.util.Arrays;

/**
 * The weather: how slow, lossy and jumpy everything is at this moment. Set at the start of a run, made worse by faults for
 * a while, and calm in the second phase and in scripted runs. Times are in thousandths of a tick.
 */
final class Conditions {
    private final Dice dice;
    private final double[] tickRate = new double[Cast.MOST];
    private final boolean[] slowDisk = new boolean[Cast.MOST];
    private final int[] crashCountdown = new int[Cast.MOST];
    double loss;
    double duplication;
    double replay;
    double crashBetweenEffects;
    double partialBatch;
    double brokenDownloads;
    double crashAfterInstall;
    long maxPiece = 200;
    long minDelay = 100;
    long maxDelay = 100;
    long maxWrite = 50;
    long maxSlowWrite = 50 * World.TICK;
    long maxApply = 50;
    boolean tears;

    Conditions(Dice dice) {
        this.dice = dice;
        Arrays.fill(tickRate, 1);
    }

    /** What a run has to live with between its faults. */
    void draw() {
        loss = dice.chance(0.5) ? 0 : dice.between(0, 0.3);
        duplication = dice.chance(0.5) ? 0 : dice.between(0, 0.3);
        replay = dice.chance(0.6) ? 0 : dice.between(0, 0.5);
        crashBetweenEffects = dice.chance(0.6) ? 0 : dice.between(0, 0.0005);
        partialBatch = dice.chance(0.5) ? 0 : 0.5;
        minDelay = dice.between(5L, 200L);
        maxDelay = minDelay + (dice.chance(0.3) ? 0 : dice.skewed(1, 4 * World.TICK));
        maxWrite = dice.skewed(1, 3 * World.TICK);
        maxApply = dice.skewed(1, 3 * World.TICK);
        tears = dice.chance(0.7);
        brokenDownloads = dice.chance(0.5) ? 0 : dice.between(0, 0.3);
        crashAfterInstall = dice.chance(0.7) ? 0 : 0.3;
        maxPiece = dice.skewed(1, 10 * World.TICK);
        for (int i = 0; i < tickRate.length; i++) {
            tickRate[i] = dice.chance(0.5) ? 1 : dice.between(0.7, 1.4);
        }
    }

    /** No faults any more. */
    void calm() {
        loss = 0;
        duplication = 0;
        replay = 0;
        crashBetweenEffects = 0;
        minDelay = 50;
        maxDelay = 150;
        maxWrite = 100;
        maxApply = 100;
        brokenDownloads = 0;
        crashAfterInstall = 0;
        maxPiece = 500;
        Arrays.fill(slowDisk, false);
        Arrays.fill(crashCountdown, 0);
        Arrays.fill(tickRate, 1);
    }

    void slowDisk(int node, boolean slow) {
        slowDisk[node] = slow;
    }

    /** This node crashes before the effect after so many others. */
    void crashAfterEffects(int node, int effects) {
        crashCountdown[node] = effects + 1;
    }

    void tickRate(int node, double rate) {
        tickRate[node] = rate;
    }

    long tickPeriod(int node) {
        return Math.max(1, (long) (World.TICK / tickRate[node]));
    }

    long networkDelay() {
        return dice.between(minDelay, maxDelay);
    }

    boolean loses() {
        return dice.chance(loss);
    }

    boolean duplicates() {
        return dice.chance(duplication);
    }

    boolean replays() {
        return dice.chance(replay * 0.1);
    }

    int pick(int size) {
        return dice.between(0, size - 1);
    }

    long writeLatency(Node node) {
        return slowDisk[node.index()] ? dice.between(World.TICK, maxSlowWrite) : dice.between(1, maxWrite);
    }

    int batchSize(int queued) {
        return dice.chance(partialBatch) ? dice.between(1, queued) : queued;
    }

    int tornPrefix(int records) {
        return tears ? dice.between(0, records) : dice.chance(0.5) ? records : 0;
    }

    long pieceDelay() {
        return dice.between(1, maxPiece);
    }

    /** Whether a download ends with the piece under way. */
    boolean breaksOff() {
        return dice.chance(brokenDownloads);
    }

    /** Whether a process dies between the installation of a snapshot and its hearing of it. */
    boolean crashesAfterInstall() {
        return dice.chance(crashAfterInstall);
    }

    long applyDelay() {
        return dice.between(1, maxApply);
    }

    boolean crashesHere(int node) {
        if (crashCountdown[node] > 0 && --crashCountdown[node] == 0) {
            return true;
        }
        return dice.chance(crashBetweenEffects);
    }
}
