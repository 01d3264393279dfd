package dev.paxoskv.node.statemachine;

import dev.paxoskv.node.statemachine.Operation.OpenSession;
import dev.paxoskv.node.statemachine.Outcome.Applied;
import dev.paxoskv.node.statemachine.Outcome.Reason;
import dev.paxoskv.node.statemachine.Outcome.Refused;
import dev.paxoskv.node.statemachine.Reply.SessionReply;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The replicated state machine: applies the commands of the log, in order, to a {@link StateStore}. Deterministic: the
 * same commands and {@link Limits} give the same outcomes and the same {@link #stateHash()} on every member.
 *
 * <p>One thread, the writer, calls everything except {@link #view()} and {@link #appliedSlot()}, which any thread may
 * call. An exception other than for a wrong argument comes from the storage engine, and is fatal for the node.
 *
 * <p>How the writer goes about it: for each slot {@link #apply} its commands; after a slot, or a batch of them,
 * {@link #finishSlot}; now and then {@link #compactStep}; before the engine's checkpoint {@link #saveMeta()}, with every
 * applied slot finished. A state machine made on the store later goes on exactly where that checkpoint was.
 *
 * <p>Exactly once: a command is named by its session and its sequence, and the reply of every command at or above its
 * session's mark is kept. Applying it again gives the kept reply and changes nothing. See {@link Outcome.Reason} for what
 * is refused.
 */
public final class StateMachine {

    private final StateStore store;
    private final Limits limits;
    private final StateHash chain;
    private final Revisions revisions;
    private final CommandExecutor executor;
    private final Compactor compactor;
    private final SessionTable sessions;
    private final SavedState saved;
    private volatile ReadView published;

    /**
     * A state machine on what the store holds: a fresh one at revision 1 if nothing was ever saved there.
     *
     * @throws IllegalStateException if what was saved cannot be read
     */
    public StateMachine(StateStore store, Limits limits) {
        this.store = store;
        this.limits = limits;
        chain = new StateHash(limits.fingerprint());
        revisions = new Revisions(store, chain);
        executor = new CommandExecutor(store, revisions, limits);
        compactor = new Compactor(store);
        sessions = new SessionTable(limits);
        saved = new SavedState(store, revisions, compactor, chain, sessions);
        published = viewAt(saved.restore());
    }

    /**
     * Applies one command.
     *
     * @param session the session that the command belongs to, or that it opens
     * @param sequence the command's number in its session, from 0
     * @param mark the least sequence of the session that its origin has not settled; at most {@code sequence}
     * @return the reply, or why the command was refused
     */
    public Outcome apply(long session, long sequence, long mark, Operation operation) {
        Outcome outcome = operation instanceof OpenSession open
                ? open(session, open)
                : applyOnce(session, sequence, mark, operation);
        chain.add(session).add(sequence).add(digest(outcome));
        return outcome;
    }

    private Outcome open(long id, OpenSession open) {
        boolean repeated = sessions.isOpen(id, open);
        @Nullable Reason refusal = repeated ? null : sessions.open(id, open);
        if (refusal != null) {
            return new Refused(refusal);
        }
        return new Applied(new SessionReply(revisions.current(), id, open.memberId(), open.incarnation()), repeated);
    }

    private Outcome applyOnce(long id, long sequence, long mark, Operation operation) {
        Session session = sessions.find(id);
        if (session == null) {
            return new Refused(Reason.UNKNOWN_SESSION);
        }
        long settled = Math.max(mark, session.mark());
        if (sequence < settled) {
            return new Refused(Reason.BELOW_MARK);
        }
        if (sequence - settled >= limits.maxKeptReplies()) {
            return new Refused(Reason.BEYOND_WINDOW);
        }
        session.raiseMark(settled);
        Reply kept = session.reply(sequence);
        if (kept != null) {
            return new Applied(kept, true);
        }
        Reply reply = run(session, operation);
        session.keep(sequence, reply);
        return new Applied(reply, false);
    }

    /** A session full of replies fails its commands instead of refusing them: that answer is kept, so a copy of the command
     * further on in the log cannot be applied after the client was told that it was not. */
    private Reply run(Session session, Operation operation) {
        return session.keptBytes() >= limits.maxKeptReplyBytes()
                ? new Reply.Failure(ErrorCode.TOO_MANY_REQUESTS, revisions.current())
                : executor.execute(operation);
    }

    /**
     * The log has a configuration of the cluster: the sessions of members that it has removed end, and they open none any
     * more. Belongs to a slot of the log, as commands do. One whose epoch is not above that of the last one changes nothing.
     *
     * @param epoch the configuration's epoch
     * @param removed all members that it remembers as removed; whoever is not among them any more is forgotten
     * @return whether it counts
     */
    public boolean reconfigured(long epoch, Collection<Long> removed) {
        if (epoch <= sessions.epoch()) {
            return false;
        }
        sessions.reconfigured(epoch, removed);
        chain.add(epoch);
        for (long member : removed) {
            chain.add(member);
        }
        return true;
    }

    private static long digest(Outcome outcome) {
        return switch (outcome) {
            case Applied(Reply reply, boolean repeated) -> reply.revision() * 2 + (repeated ? 1 : 0);
            case Refused(Reason reason) -> ~(long) reason.name().hashCode();
        };
    }

    /**
     * Says that all commands up to a slot are applied, and shows them to readers. Once for a batch of slots is enough.
     *
     * @throws IllegalArgumentException if a later slot was finished before
     */
    public void finishSlot(long slot) {
        if (slot < appliedSlot()) {
            throw new IllegalArgumentException("slot " + slot + " is before the applied slot " + appliedSlot());
        }
        published = viewAt(slot);
    }

    private ReadView viewAt(long slot) {
        return new ReadView(store.publish(), limits, revisions.current(), revisions.compacted(), slot);
    }

    /** The last slot that was finished; 0 for none. */
    public long appliedSlot() {
        return published.appliedSlot();
    }

    /** The incarnation of a member's session, the highest it ever had; 0 if it never had one. */
    public long incarnation(long memberId) {
        return sessions.incarnation(memberId);
    }

    /** The replies that are kept of a session's commands, by sequence; null if the session is not open. */
    public @Nullable NavigableMap<Long, Reply> kept(long session) {
        Session open = sessions.find(session);
        if (open == null) {
            return null;
        }
        NavigableMap<Long, Reply> replies = new TreeMap<>();
        for (long sequence = open.mark(); replies.size() < open.kept(); sequence++) {
            Reply reply = open.reply(sequence);
            if (reply != null) {
                replies.put(sequence, reply);
            }
        }
        return replies;
    }

    /** The state after the last finished slot. */
    public ReadView view() {
        return published;
    }

    /**
     * Removes a part of what compaction gave up; compaction itself takes effect at once, this only frees space.
     *
     * @param maxEntries how many entries of the history to look at
     * @return whether there is more to remove
     */
    public boolean compactStep(int maxEntries) {
        if (maxEntries <= 0) {
            throw new IllegalArgumentException("maxEntries must be positive, not " + maxEntries);
        }
        return compactor.step(revisions.compacted(), maxEntries);
    }

    /** Writes the counters and the session table to the store's meta entries, for the checkpoint that follows. */
    public void saveMeta() {
        saved.save(appliedSlot());
    }

    /**
     * Freezes everything that the state machine is, with every applied slot finished: what is applied from now on does not
     * show in it. Costs what {@link #saveMeta()} costs, however large the state is. Whoever gets it has to close it.
     */
    public CapturedState capture() {
        return new CapturedState(
                store.pin(),
                saved.counters(appliedSlot()),
                saved.sessions(),
                appliedSlot(),
                revisions.current(),
                Math.max(0, revisions.compacted()));
    }

    /**
     * A hash over everything that was ever applied, command by command and change by change: equal on two members that
     * applied the same prefix of the log, and different from then on once they have diverged. Costs nothing to ask for.
     */
    public long chainHash() {
        return chain.value();
    }

    /**
     * A hash over the whole state, sessions included: equal on all members that applied the same prefix of the log,
     * whatever their engine and however far their clean-up has come. Walks the whole state.
     */
    public long stateHash() {
        return new StateHash(RevisionHash.of(store, revisions.current(), revisions.compacted()))
                .add(SessionCodec.encode(sessions))
                .add(chain.value())
                .value();
    }
}
