package dev.paxoskv.node.statemachine;

import org.jspecify.annotations.Nullable;

/**
 * The two ordered maps of the multi-version state, to read from.
 *
 * <p>{@code live} holds the newest version of every key that exists. {@code history} holds every version that was
 * superseded or deleted, and a tombstone for every deletion, under {@code (key, modRevision)}, ordered by key and then
 * from the newest to the oldest revision. Keys are ordered as {@link Keys#ORDER} says. Arrays that go in and out are
 * shared: nobody writes to them.
 *
 * <p>A view that {@link StateStore#publish()} returned never changes, and may be read by any number of threads for as
 * long as anybody holds a reference to it; the engine keeps what the view needs by itself (there is no close).
 *
 * <p>Costs: a lookup, {@link #countLive} and the opening of a cursor are O(log n), a step of a cursor O(1) on average.
 * A failure to read is an unchecked exception, and fatal for the node.
 */
public interface StateView {

    /** The newest version of a key that exists; null where it does not. */
    @Nullable Version live(byte[] key);

    /** The newest version, or tombstone, in the history of a key at or below a revision; null where there is none. */
    @Nullable Version history(byte[] key, long revision);

    /** The keys that exist in {@code [from, to)}, ascending; {@code to} null for no end. Empty if from >= to. */
    VersionCursor liveCursor(byte[] from, byte @Nullable [] to);

    /**
     * The history from the newest version of {@code from} at or below {@code fromRevision} on, up to but without the key
     * {@code to} (null for no end): keys ascending, the revisions of one key descending. With {@code Long.MAX_VALUE} it
     * begins with the newest version of the key {@code from} or of the first key after it. Empty if from >= to.
     */
    VersionCursor historyCursor(byte[] from, long fromRevision, byte @Nullable [] to);

    /** How many keys exist in {@code [from, to)}; {@code to} null for no end. 0 if from >= to. */
    long countLive(byte[] from, byte @Nullable [] to);

    /** How many keys exist. */
    long liveSize();

    /** How many versions and tombstones the history holds. */
    long historySize();

    /**
     * Begins a read of several calls, on any thread: what the view shows stays where it is until {@link #exit()}. A view that
     * nobody reads is given up some seconds after a newer one was published; until then every read finds it.
     *
     * @return false if the view was given up: then nothing of it may be read any more
     */
    default boolean enter() {
        return true;
    }

    /** Ends a read that {@link #enter()} began. */
    default void exit() {}
}
