package dev.paxoskv.node.statemachine;

import org.jspecify.annotations.Nullable;

/**
 * The keys that a request's {@code key} and {@code range_end} name.
 *
 * @param from the first key
 * @param to the end, exclusive; null for no end
 * @param single whether the request named one key
 */
record KeyRange(byte[] from, byte @Nullable [] to, boolean single) {

    /** An empty end names the key alone, a single zero byte every key from it on. */
    static KeyRange of(byte[] key, byte[] rangeEnd) {
        if (rangeEnd.length == 0) {
            return new KeyRange(key, Keys.successor(key), true);
        }
        boolean endless = rangeEnd.length == 1 && rangeEnd[0] == 0;
        return new KeyRange(key, endless ? null : rangeEnd, false);
    }

    boolean isEmpty() {
        return !Keys.isBefore(from, to);
    }
}
