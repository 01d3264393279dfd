package dev.paxoskv.node.simulation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/** The one source of randomness: the same seed gives the same throws on every machine and in every run. */
public final class Dice {
    private final SplittableRandom random;

    /** Throws that follow from this seed alone. */
    public Dice(long seed) {
        this(new SplittableRandom(seed));
    }

    private Dice(SplittableRandom random) {
        this.random = random;
    }

    /** Dice of their own, so that one part of the simulation can change without moving the throws of another. */
    Dice split() {
        return new Dice(random.split());
    }

    /** True with this probability. */
    boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /** A whole number from low to high, both possible. */
    int between(int low, int high) {
        return low >= high ? low : low + random.nextInt(high - low + 1);
    }

    /** A whole number from low to high, both possible. */
    long between(long low, long high) {
        return low >= high ? low : low + random.nextLong(high - low + 1);
    }

    /** A number from low to high. */
    double between(double low, double high) {
        return low + random.nextDouble() * (high - low);
    }

    /** From low to high with small numbers more likely: every power of two is as likely as the next. */
    long skewed(long low, long high) {
        double exponent = random.nextDouble() * Math.log((double) high - low + 1);
        return Math.min(high, low + (long) Math.exp(exponent) - 1);
    }

    /** One of these. */
    <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Any 64-bit number. */
    long any() {
        return random.nextLong();
    }

    /** The list in a random order. */
    <T> List<T> shuffled(List<T> list) {
        List<T> result = new ArrayList<>(list);
        for (int i = result.size() - 1; i > 0; i--) {
            Collections.swap(result, i, random.nextInt(i + 1));
        }
        return result;
    }
}
