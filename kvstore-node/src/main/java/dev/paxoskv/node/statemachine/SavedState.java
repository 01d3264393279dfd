package dev.paxoskv.node.statemachine;

/** What the state machine keeps beside the two maps, and how it stands in the store's meta entries. */
final class SavedState {

    private static final String COUNTERS = "statemachine.counters";
    private static final String SESSIONS = "statemachine.sessions";
    private static final int FORMAT = 1;

    private final StateStore store;
    private final Revisions revisions;
    private final Compactor compactor;
    private final StateHash chain;
    private final SessionTable sessions;

    SavedState(StateStore store, Revisions revisions, Compactor compactor, StateHash chain, SessionTable sessions) {
        this.store = store;
        this.revisions = revisions;
        this.compactor = compactor;
        this.chain = chain;
        this.sessions = sessions;
    }

    void save(long appliedSlot) {
        put(store, counters(appliedSlot), sessions());
    }

    /** Writes what a capture took of another state machine. */
    static void put(StateStore store, byte[] counters, byte[] sessions) {
        store.putMeta(COUNTERS, counters);
        store.putMeta(SESSIONS, sessions);
    }

    /** The numbers, in bytes. */
    byte[] counters(long appliedSlot) {
        return new BinaryWriter()
                .putByte(FORMAT)
                .putFixed(appliedSlot)
                .putFixed(revisions.current())
                .putFixed(revisions.compacted())
                .putFixed(compactor.sweptRevision())
                .putFixed(chain.value())
                .toBytes();
    }

    /** The session table, in bytes. */
    byte[] sessions() {
        return SessionCodec.encode(sessions);
    }

    /** Takes everything up from the store; returns the applied slot. A store that never saw a save stays fresh. */
    long restore() {
        byte[] counters = store.meta(COUNTERS);
        byte[] table = store.meta(SESSIONS);
        if (counters == null || table == null) {
            requireFresh(counters == null && table == null);
            return 0;
        }
        BinaryReader in = new BinaryReader(counters, "counters of the state machine");
        if (in.getByte() != FORMAT) {
            throw in.damaged("an unknown format");
        }
        long appliedSlot = in.getFixed();
        revisions.restore(in.getFixed(), in.getFixed());
        compactor.restore(in.getFixed());
        chain.reset(in.getFixed());
        in.requireEnd();
        SessionCodec.decode(table, sessions);
        return appliedSlot;
    }

    private void requireFresh(boolean nothingSaved) {
        if (!nothingSaved || store.liveSize() != 0 || store.historySize() != 0) {
            throw new IllegalStateException(
                    "the store holds keys or sessions, but not the counters that belong to them:"
                            + " the data directory is damaged");
        }
    }
}
