package dev.paxoskv.node.cli.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.SplittableRandom;

/** The keys of a run, numbered, and a pool of random values: nothing that a server could compress away. */
final class KeySpace {
    private static final String PREFIX = "bench/";
    private static final int DIGITS = 10;
    private static final int VALUES = 256;

    private final int keys;
    private final byte[][] values;

    KeySpace(int keys, int valueSize, long seed) {
        this.keys = keys;
        SplittableRandom random = new SplittableRandom(seed);
        values = new byte[VALUES][valueSize];
        for (byte[] value : values) {
            random.nextBytes(value);
        }
    }

    int size() {
        return keys;
    }

    byte[] key(int number) {
        byte[] key = new byte[PREFIX.length() + DIGITS];
        System.arraycopy(PREFIX.getBytes(US_ASCII), 0, key, 0, PREFIX.length());
        int rest = number;
        for (int i = key.length - 1; i >= PREFIX.length(); i--) {
            key[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return key;
    }

    byte[] randomKey(SplittableRandom random) {
        return key(random.nextInt(keys));
    }

    byte[] randomValue(SplittableRandom random) {
        return values[random.nextInt(VALUES)];
    }
}
