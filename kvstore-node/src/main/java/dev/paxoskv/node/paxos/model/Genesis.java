package dev.paxoskv.node.paxos.model;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * What a cluster is formed with: written durably by every member before it votes, and the same for the cluster's whole
 * life.
 *
 * @param cluster the cluster's identity
 * @param alpha the window of Lamport's alpha rule, in slots: at least 1, see {@link Configurations}
 * @param configuration the first members; counts as chosen at slot 0
 */
public record Genesis(ClusterId cluster, int alpha, Configuration configuration) {
    private static final byte FORMAT = 1;

    /**
     * Checks the window.
     *
     * @throws IllegalArgumentException if alpha is below 1
     */
    public Genesis {
        if (alpha < 1) {
            throw new IllegalArgumentException("alpha is at least 1, not " + alpha);
        }
    }

    /** The binary form. */
    public byte[] encoded() {
        byte[] body = ConfigurationEncoding.encode(configuration);
        return ByteBuffer.allocate(1 + Long.BYTES + Integer.BYTES + body.length)
                .put(FORMAT)
                .putLong(cluster.value())
                .putInt(alpha)
                .put(body)
                .array();
    }

    /**
     * Reads the binary form.
     *
     * @throws IllegalArgumentException if the bytes are no genesis of a format that this build knows
     */
    public static Genesis decode(byte[] encoded) {
        try {
            ByteBuffer in = ByteBuffer.wrap(encoded);
            byte format = in.get();
            if (format != FORMAT) {
                throw new IllegalArgumentException(
                        "genesis of format " + format + "; this build reads format " + FORMAT);
            }
            return new Genesis(new ClusterId(in.getLong()), in.getInt(), ConfigurationEncoding.decode(in));
        } catch (BufferUnderflowException tooShort) {
            throw new IllegalArgumentException("a genesis is cut short", tooShort);
        }
    }
}
