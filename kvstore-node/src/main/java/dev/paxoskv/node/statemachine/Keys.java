package dev.paxoskv.node.statemachine;

import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The order of keys: byte by byte, as unsigned numbers, a prefix before what it begins. */
public final class Keys {

    /** Orders keys. */
    public static final Comparator<byte[]> ORDER = Arrays::compareUnsigned;

    private static final int PRINTED_BYTES = 64;

    private Keys() {}

    /** Less than, equal to or greater than 0 as {@code a} is before, the same as or after {@code b}. */
    public static int compare(byte[] a, byte[] b) {
        return Arrays.compareUnsigned(a, b);
    }

    /** Whether {@code key} is before the exclusive end {@code to}; null is after every key. */
    public static boolean isBefore(byte[] key, byte @Nullable [] to) {
        return to == null || Arrays.compareUnsigned(key, to) < 0;
    }

    /** The first key after {@code key}. */
    public static byte[] successor(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    /**
     * The {@code range_end} that, with {@code prefix} as the key, names every key that begins with {@code prefix}: the
     * prefix with its last byte that can be raised raised, or a single zero byte (every key from the prefix on) where
     * there is none.
     */
    public static byte[] prefixEnd(byte[] prefix) {
        for (int i = prefix.length - 1; i >= 0; i--) {
            if (prefix[i] != (byte) 0xff) {
                byte[] end = Arrays.copyOf(prefix, i + 1);
                end[i]++;
                return end;
            }
        }
        return new byte[1];
    }

    /** A key for messages: printable ASCII as it is, all else as {@code \xNN}, cut where it is long. */
    public static String printable(byte[] key) {
        StringBuilder text = new StringBuilder();
        int length = Math.min(key.length, PRINTED_BYTES);
        for (int i = 0; i < length; i++) {
            int b = key[i] & 0xff;
            if (b > 0x20 && b < 0x7f && b != '\\') {
                text.append((char) b);
            } else {
                text.append("\\x").append(Character.forDigit(b >> 4, 16)).append(Character.forDigit(b & 15, 16));
            }
        }
        return length == key.length ? text.toString() : text.append("...").toString();
    }
}
