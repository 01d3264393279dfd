package dev.paxoskv.node.statemachine;

/**
 * Everything that a state machine was after one applied slot: both maps, the counters, the session table. Never changes;
 * put into an empty store by a {@link StateRestorer}, a state machine on that store goes on exactly there, with the same
 * {@link StateMachine#stateHash()} and {@link StateMachine#chainHash()}.
 *
 * <p>Any thread may read. It takes space until it is closed: {@link StateStore#pin()}. The two byte strings are shared:
 * nobody writes to them.
 */
public final class CapturedState implements AutoCloseable {
    private final PinnedView pinned;
    private final byte[] counters;
    private final byte[] sessions;
    private final long appliedSlot;
    private final long revision;
    private final long compactRevision;

    CapturedState(
            PinnedView pinned,
            byte[] counters,
            byte[] sessions,
            long appliedSlot,
            long revision,
            long compactRevision) {
        this.pinned = pinned;
        this.counters = counters;
        this.sessions = sessions;
        this.appliedSlot = appliedSlot;
        this.revision = revision;
        this.compactRevision = compactRevision;
    }

    /**
     * The two maps.
     *
     * @throws IllegalStateException if this is closed
     */
    public StateView view() {
        return pinned.view();
    }

    /** The counters, in the form that {@link StateRestorer#complete} takes. */
    public byte[] counters() {
        return counters;
    }

    /** The session table, in the form that {@link StateRestorer#complete} takes. */
    public byte[] sessions() {
        return sessions;
    }

    /** The last slot that was applied. */
    public long appliedSlot() {
        return appliedSlot;
    }

    /** The store's revision. */
    public long revision() {
        return revision;
    }

    /** The least revision that can be read, 0 if nothing was compacted yet. */
    public long compactRevision() {
        return compactRevision;
    }

    /** Lets go of the state; nobody may be reading it any more. */
    @Override
    public void close() {
        pinned.close();
    }
}
