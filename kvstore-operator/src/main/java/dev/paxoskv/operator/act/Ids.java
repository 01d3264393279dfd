package dev.paxoskv.operator.act;

import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Ids of clusters: 64 random bits, never all zero. */
@Singleton
public class Ids {

    private final SecureRandom random = new SecureRandom();

    /** A new id, 16 hex digits. */
    public String next() {
        return HexFormat.of().toHexDigits(random.nextLong() | 1L << 62);
    }
}
