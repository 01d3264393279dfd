package dev.paxoskv.node.statemachine;

import org.jspecify.annotations.Nullable;

/**
 * Where the state machine keeps its state: the port that storage engines implement.
 *
 * <p>Every method is called by one thread, the writer (the applier of the log); its reads see everything that it wrote.
 * A cursor over the store itself, as opposed to one over a published view, need not survive a write: it is read to where
 * it is wanted before the next write. Nothing is durable until the engine's checkpoint, which takes the maps and the meta
 * entries as they are at one instant: the state machine's {@link StateMachine#saveMeta()} is called just before, with no
 * write between. A failure is an unchecked exception, and fatal for the node.
 */
public interface StateStore extends StateView {

    /** Makes {@code version} the newest version of {@code key}. */
    void putLive(byte[] key, Version version);

    /** Takes a key out of the keys that exist; nothing happens if it is not there. */
    void removeLive(byte[] key);

    /** Adds a superseded version or a tombstone under {@code (key, version.modRevision())}. */
    void putHistory(byte[] key, Version version);

    /** Removes what is under exactly {@code (key, modRevision)}; nothing happens if it is not there. */
    void removeHistory(byte[] key, long modRevision);

    /** A small named entry beside the maps, in the same checkpoint as they are; null where it was never put. */
    byte @Nullable [] meta(String name);

    /** Puts a small named entry. */
    void putMeta(String name, byte[] value);

    /**
     * Everything written up to now as a view that never changes, for readers on any thread. Called after every batch of
     * commands, so it has to be cheap: it must not depend on the size of the state.
     */
    StateView publish();

    /**
     * As {@link #publish()}, for a reader that takes long: what the view needs is kept until the view is closed, and given
     * up then at once, whether or not anybody still holds a reference to it. Until then the engine cannot use again what
     * the writer replaces, so it takes space.
     */
    PinnedView pin();
}
