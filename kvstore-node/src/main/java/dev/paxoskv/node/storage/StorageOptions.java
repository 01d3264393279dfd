package dev.paxoskv.node.storage;

/**
 * How an engine uses its directory. None of these is written to it: every start may choose anew.
 *
 * @param segmentBytes the size of a journal segment in bytes, preallocated; a batch that is larger gets a segment of its
 *     own size
 * @param cacheMegabytes how much of the stored maps is kept in memory, in MiB; a target, not a hard limit
 * @param listener told about writes and syncs
 */
public record StorageOptions(int segmentBytes, int cacheMegabytes, StorageListener listener) {

    /** The smallest segment. */
    public static final int MIN_SEGMENT_BYTES = 64 << 10;

    /** What a node uses: segments of 16 MiB, a cache of 64 MiB. */
    public static StorageOptions defaults() {
        return new StorageOptions(16 << 20, 64, StorageListener.NONE);
    }

    /**
     * Checks the limits.
     *
     * @throws IllegalArgumentException if a size is below its minimum
     */
    public StorageOptions {
        if (segmentBytes < MIN_SEGMENT_BYTES) {
            throw new IllegalArgumentException(
                    "a journal segment has at least " + MIN_SEGMENT_BYTES + " bytes, not " + segmentBytes);
        }
        if (cacheMegabytes < 1) {
            throw new IllegalArgumentException("the cache has at least 1 MiB, not " + cacheMegabytes);
        }
    }

    /** The same with another listener. */
    public StorageOptions withListener(StorageListener other) {
        return new StorageOptions(segmentBytes, cacheMegabytes, other);
    }
}
