package dev.paxoskv.node.statemachine;

import org.jspecify.annotations.Nullable;

/**
 * The keys that a request's {@code key} and {@code range_end} name.
 *
 * @param from the first key
 * @param to the end, exclusive; null for no end
 */
record KeyRange(byte[] from, byte @Nullable [] to) {

    /** Whether an end says that the key alone is meant: the case to handle first, for it needs no range. */
    static boolean isSingle(byte[] rangeEnd) {
        return rangeEnd.length == 0;
    }

    /** An empty end names the key alone, a single zero byte every key from it on. */
    static KeyRange of(byte[] key, byte[] rangeEnd) {
        if (isSingle(rangeEnd)) {
            return new KeyRange(key, Keys.successor(key));
        }
        boolean endless = rangeEnd.length == 1 && rangeEnd[0] == 0;
        return new KeyRange(key, endless ? null : rangeEnd);
    }

    boolean isEmpty() {
        return !Keys.isBefore(from, to);
    }
}
