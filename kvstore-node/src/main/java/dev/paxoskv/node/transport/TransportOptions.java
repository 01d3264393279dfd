package dev.paxoskv.node.transport;

import java.time.Duration;

/**
 * The limits and times of the transport.
 *
 * @param maxFrameBytes the largest frame; the receiving server's limit on inbound messages must be no lower
 * @param frameBytes messages are put together to frames of this size; one that is larger travels by itself
 * @param queueBytes most bytes waiting for one peer; on top of it the oldest bulk is dropped
 * @param queueMessages most bulk messages, and most urgent ones, waiting for one peer
 * @param minBackoff the first pause before a connection is tried again
 * @param maxBackoff the longest such pause
 * @param connectTimeout a connection that is not accepted within this time is given up
 * @param probeInterval how often a peer has to show that it is alive
 * @param probeTimeout a stream whose probe is not answered within this time is given up
 * @param keepOut how long a peer that broke the protocol is refused
 * @param farewell how long a member that was removed can still be told so
 */
public record TransportOptions(
        int maxFrameBytes,
        int frameBytes,
        int queueBytes,
        int queueMessages,
        Duration minBackoff,
        Duration maxBackoff,
        Duration connectTimeout,
        Duration probeInterval,
        Duration probeTimeout,
        Duration keepOut,
        Duration farewell) {

    /** What is right for production. */
    public static TransportOptions defaults() {
        return new TransportOptions(
                32 << 20,
                256 << 10,
                64 << 20,
                1 << 16,
                Duration.ofMillis(50),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10));
    }

    /**
     * Checks that the limits fit together.
     *
     * @throws IllegalArgumentException if they do not
     */
    public TransportOptions {
        require(
                frameBytes > 0 && frameBytes <= maxFrameBytes / 4,
                "frameBytes must be between 1 and maxFrameBytes / 4");
        require(queueBytes >= maxFrameBytes, "queueBytes must be at least maxFrameBytes");
        require(queueMessages > 0, "queueMessages must be at least 1");
        require(minBackoff.isPositive() && maxBackoff.compareTo(minBackoff) >= 0, "maxBackoff is below minBackoff");
        require(connectTimeout.isPositive() && probeInterval.isPositive(), "times must be positive");
        require(probeTimeout.compareTo(probeInterval) >= 0, "probeTimeout is below probeInterval");
    }

    /** The largest message: a frame may hold urgent ones beside it. */
    int maxMessageBytes() {
        return maxFrameBytes - 2 * frameBytes;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
