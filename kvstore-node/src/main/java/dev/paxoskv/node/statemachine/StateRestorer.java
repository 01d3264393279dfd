package dev.paxoskv.node.statemachine;

/**
 * Fills an empty store with what a {@link CapturedState} holds: the versions of both maps in any order, then {@link
 * #complete}. For one thread. A store that was not completed is of no use: it must not be shown to a state machine.
 */
public final class StateRestorer {
    private final StateStore store;

    /**
     * A restorer.
     *
     * @param store where the state goes
     * @throws IllegalArgumentException if it is not empty
     */
    public StateRestorer(StateStore store) {
        if (store.liveSize() != 0 || store.historySize() != 0) {
            throw new IllegalArgumentException("a state is restored into an empty store only");
        }
        this.store = store;
    }

    /** Puts the newest version of a key that exists. */
    public void live(byte[] key, Version version) {
        store.putLive(key, version);
    }

    /** Puts a superseded version or a tombstone. */
    public void history(byte[] key, Version version) {
        store.putHistory(key, version);
    }

    /**
     * Puts what belongs to the maps. A state machine on the store then goes on where the capture was taken.
     *
     * @param counters {@link CapturedState#counters()}
     * @param sessions {@link CapturedState#sessions()}, or {@link #noSessions()}
     */
    public void complete(byte[] counters, byte[] sessions) {
        SavedState.put(store, counters, sessions);
    }

    /**
     * A session table with nobody in it, for a state that goes on in another cluster: the members that the captured one is
     * about are not there, and nothing of what they had under way can still arrive.
     */
    public static byte[] noSessions() {
        return SessionCodec.encode(new SessionTable(Limits.DEFAULT));
    }
}
