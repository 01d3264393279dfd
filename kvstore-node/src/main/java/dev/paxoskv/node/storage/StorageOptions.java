package dev.paxoskv.node.storage;

/**
 * How an engine uses its directory. None of these is written to it: every start may choose anew.
 *
 * @param segmentBytes the size of a journal segment in bytes, preallocated; a batch that is larger gets a segment of its
 *     own size
 * @param cacheMegabytes how much of the stored maps is kept in memory, in MiB; a target, not a hard limit
 * @param unsavedMegabytes how much may be changed in memory before the storage {@link NodeStorage#wantsCheckpoint wants a
 *     checkpoint}, in MiB; while one is written, some six times as much is in use
 * @param listener told about writes and syncs
 */
public record StorageOptions(int segmentBytes, int cacheMegabytes, int unsavedMegabytes, StorageListener listener) {

    private static final int MOST_UNSAVED_MEGABYTES = 64;

    /** The smallest segment. */
    public static final int MIN_SEGMENT_BYTES = 64 << 10;

    /** What a node uses: segments of 16 MiB, a cache of 64 MiB. */
    public static StorageOptions defaults() {
        return new StorageOptions(16 << 20, 64, StorageListener.NONE);
    }

    /** Options with as many unsaved changes as the heap of this process allows: a twenty-fourth of it, and at most 64 MiB. */
    public StorageOptions(int segmentBytes, int cacheMegabytes, StorageListener listener) {
        this(
                segmentBytes,
                cacheMegabytes,
                unsavedMegabytesOf(Runtime.getRuntime().maxMemory()),
                listener);
    }

    private static int unsavedMegabytesOf(long heapBytes) {
        return Math.clamp((heapBytes >> 20) / 24, 1, MOST_UNSAVED_MEGABYTES);
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
        if (unsavedMegabytes < 1) {
            throw new IllegalArgumentException("at least 1 MiB may be unsaved, not " + unsavedMegabytes);
        }
    }

    /** The same with another listener. */
    public StorageOptions withListener(StorageListener other) {
        return new StorageOptions(segmentBytes, cacheMegabytes, unsavedMegabytes, other);
    }
}
