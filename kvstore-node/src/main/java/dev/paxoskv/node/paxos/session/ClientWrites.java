package dev.paxoskv.node.paxos.session;

import dev.paxoskv.node.paxos.Tuning;
import dev.paxoskv.node.paxos.message.Message.ForwardRefused;
import dev.paxoskv.node.paxos.message.Message.Refusal;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Command;
import dev.paxoskv.node.paxos.session.SessionEffect.Failure;
import dev.paxoskv.node.paxos.session.SessionEffect.WriteOutcome;
import dev.paxoskv.node.paxos.session.SessionEffect.WriteSettled;
import dev.paxoskv.node.paxos.session.SessionInput.ApplyOutcome;
import dev.paxoskv.node.paxos.session.SessionInput.CommandResult;
import dev.paxoskv.node.paxos.session.SessionInput.Write;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * The writes of one node's clients, from their arrival until they are settled, and the session that they go out under.
 *
 * <p>A write ends as <em>not done</em> only if no copy of it ever left this node's hands, or if the log itself says that it
 * had no effect. A refusal by another node does not count: a second copy of the same message may have been taken.
 */
final class ClientWrites<R> {
    /** Most sequence numbers between the oldest unsettled write and the newest: bounds the replicated table of replies. */
    static final int SEQUENCE_WINDOW = 65_536;

    private static final int LONGEST_WAIT_FACTOR = 4;

    private final Tuning tuning;
    private final LongSupplier sessionIds;
    private final LongFunction<byte[]> openSessionPayload;
    private final NavigableMap<Long, Pending> pending = new TreeMap<>();
    private final ArrayDeque<Pending> unsent = new ArrayDeque<>();
    private long pendingBytes;
    private long nextSequence = 1;
    private long session;
    private long incarnation;
    private boolean open;
    private Attempt opening = Attempt.NEVER;
    private Ballot lastLeader = Ballot.ZERO;
    private boolean resendDue;

    ClientWrites(Tuning tuning, LongSupplier sessionIds, long incarnation, LongFunction<byte[]> openSessionPayload) {
        this.tuning = tuning;
        this.sessionIds = sessionIds;
        this.openSessionPayload = openSessionPayload;
        this.incarnation = incarnation;
        this.session = sessionIds.getAsLong();
    }

    long session() {
        return session;
    }

    boolean isOpen() {
        return open;
    }

    int size() {
        return pending.size() + unsent.size();
    }

    void add(List<Write> writes, long now, List<SessionEffect<R>> effects) {
        for (Write write : writes) {
            if (size() >= tuning.pendingWrites() || pendingBytes + write.payload().length > tuning.pendingBytes()) {
                settle(write.request(), new WriteOutcome.NotDone<>(Failure.OVERLOADED), effects);
            } else {
                pendingBytes += write.payload().length;
                unsent.addLast(new Pending(write.request(), write.payload(), now + write.deadlineTicks()));
            }
        }
    }

    /**
     * What should go to this leader now, in messages of bounded size: first what it may have missed, then what is new. All
     * of it counts as sent.
     */
    List<List<Command>> due(Ballot leader, long now) {
        boolean newLeader = !leader.equals(lastLeader);
        lastLeader = leader;
        List<List<Command>> messages = new ArrayList<>();
        if (!open) {
            if (newLeader || opening.isOver(now)) {
                opening = opening.next(now, tuning);
                messages.add(List.of(new Command(session, 0, 0, openSessionPayload.apply(incarnation))));
            }
            return messages;
        }
        Messages out = new Messages(messages);
        if (newLeader || resendDue) {
            resendDue = false;
            resend(newLeader, now, out);
        }
        sendNew(now, out);
        return messages;
    }

    private void resend(boolean all, long now, Messages out) {
        for (var entry : pending.entrySet()) {
            Pending write = entry.getValue();
            if (all || write.attempt.isOver(now)) {
                write.attempt = write.attempt.next(now, tuning);
                out.add(command(entry.getKey(), write));
            }
        }
    }

    private void sendNew(long now, Messages out) {
        while (!unsent.isEmpty() && nextSequence - mark() < SEQUENCE_WINDOW) {
            Pending write = unsent.removeFirst();
            write.attempt = write.attempt.next(now, tuning);
            pending.put(nextSequence, write);
            out.add(command(nextSequence++, write));
        }
    }

    private Command command(long sequence, Pending write) {
        return new Command(session, sequence, mark(), write.payload);
    }

    /** Every sequence below is settled. */
    private long mark() {
        return pending.isEmpty() ? nextSequence : pending.firstKey();
    }

    /** The own proposer did not take these. What never went anywhere else has ended here. */
    void onRejected(List<Command> commands, Refusal reason, long now, List<SessionEffect<R>> effects) {
        for (Command command : commands) {
            Pending write = pending.get(command.sequence());
            if (write == null || command.session() != session) {
                continue;
            }
            if (reason == Refusal.OVERLOADED && write.attempt.count == 1) {
                remove(command.sequence(), new WriteOutcome.NotDone<>(Failure.OVERLOADED), effects);
            } else if (reason == Refusal.NOT_LEADER) {
                write.attempt = write.attempt.cutShort(now);
            }
        }
    }

    /**
     * Another node did not take these. If it does not lead they are sent again soon, to whoever leads then; if it has too
     * much to do, when their wait is over.
     */
    void onRefused(ForwardRefused refusal, long now) {
        if (refusal.session() != session || refusal.reason() != Refusal.NOT_LEADER) {
            return;
        }
        for (long sequence : refusal.sequences()) {
            Pending write = pending.get(sequence);
            if (write != null) {
                write.attempt = write.attempt.cutShort(now);
            }
        }
    }

    void onApplied(List<CommandResult<R>> results, List<SessionEffect<R>> effects) {
        for (CommandResult<R> result : results) {
            if (result.session() != session) {
                continue;
            }
            if (result.sequence() == 0) {
                onOpened(result.outcome());
            } else {
                onCommand(result.sequence(), result.outcome(), effects);
            }
        }
    }

    /**
     * The state jumped ahead: what it keeps is the session's opening, and the replies of the commands that were applied on the
     * way. Where it does not know the session, either the commands may have been applied before the session ended, or what
     * became of the request for it was never seen here: then it is asked for again at once.
     */
    void onInstalled(List<CommandResult<R>> kept, List<SessionEffect<R>> effects) {
        boolean known = kept.stream().noneMatch(result -> result.outcome() instanceof ApplyOutcome.SessionUnknown<R>);
        if (known) {
            onApplied(kept, effects);
        } else if (kept.getFirst().session() == session && open) {
            List.copyOf(pending.keySet()).forEach(sequence -> remove(sequence, new WriteOutcome.Unknown<>(), effects));
            openAnew(incarnation + 1);
        } else {
            opening = Attempt.NEVER;
        }
    }

    private void onOpened(ApplyOutcome<R> outcome) {
        switch (outcome) {
            case ApplyOutcome.Applied<R> applied -> open = true;
            case ApplyOutcome.IncarnationTooLow<R>(long current) -> openAnew(current + 1);
            case ApplyOutcome.SessionUnknown<R> unknown -> startOver();
            case ApplyOutcome.BelowMark<R> below -> {}
            case ApplyOutcome.TableFull<R> full -> {} // tried again when the wait is over
        }
    }

    private void onCommand(long sequence, ApplyOutcome<R> outcome, List<SessionEffect<R>> effects) {
        if (!pending.containsKey(sequence)) {
            return;
        }
        switch (outcome) {
            case ApplyOutcome.Applied<R>(R reply) -> remove(sequence, new WriteOutcome.Done<>(reply), effects);
            case ApplyOutcome.BelowMark<R> below -> remove(sequence, new WriteOutcome.Unknown<>(), effects);
            case ApplyOutcome.TableFull<R> full -> {} // sent again when the wait is over
            case ApplyOutcome.SessionUnknown<R> unknown -> startOver();
            case ApplyOutcome.IncarnationTooLow<R> tooLow -> startOver();
        }
    }

    /**
     * The log says that this session is over. Results come in log order and a session never opens twice, so what is pending
     * here has not taken effect and never will: it goes out again under a new session, with new numbers.
     */
    private void startOver() {
        List<Pending> again = new ArrayList<>(pending.values());
        pending.clear();
        for (Pending write : again.reversed()) {
            write.attempt = Attempt.NEVER;
            unsent.addFirst(write);
        }
        openAnew(incarnation + 1);
    }

    private void openAnew(long newIncarnation) {
        open = false;
        incarnation = newIncarnation;
        session = sessionIds.getAsLong();
        nextSequence = 1;
        opening = Attempt.NEVER;
    }

    void tick(long now, List<SessionEffect<R>> effects) {
        resendDue = true;
        List<Long> late = new ArrayList<>();
        for (var entry : pending.entrySet()) {
            if (entry.getValue().deadline <= now) {
                late.add(entry.getKey());
            }
        }
        late.forEach(sequence -> remove(sequence, new WriteOutcome.Unknown<>(), effects));
        endUnsent(now, effects);
    }

    /** Nothing goes out any more. */
    void endUnsent(List<SessionEffect<R>> effects) {
        endUnsent(Long.MAX_VALUE, effects);
    }

    private void endUnsent(long now, List<SessionEffect<R>> effects) {
        for (Iterator<Pending> each = unsent.iterator(); each.hasNext(); ) {
            Pending write = each.next();
            if (write.deadline <= now) {
                each.remove();
                pendingBytes -= write.payload.length;
                settle(write.request, new WriteOutcome.NotDone<>(Failure.NO_LEADER), effects);
            }
        }
    }

    private void remove(long sequence, WriteOutcome<R> outcome, List<SessionEffect<R>> effects) {
        Pending write = pending.remove(sequence);
        if (write != null) {
            pendingBytes -= write.payload.length;
            settle(write.request, outcome, effects);
        }
    }

    private void settle(long request, WriteOutcome<R> outcome, List<SessionEffect<R>> effects) {
        effects.add(new WriteSettled<>(request, outcome));
    }

    private static final class Pending {
        private final long request;
        private final byte[] payload;
        private final long deadline;
        private Attempt attempt = Attempt.NEVER;

        Pending(long request, byte[] payload, long deadline) {
            this.request = request;
            this.payload = payload;
            this.deadline = deadline;
        }
    }

    /**
     * How often something was sent, and until when its answer is waited for: longer from attempt to attempt.
     *
     * @param count the attempts so far
     * @param until the tick at which the wait is over
     */
    private record Attempt(int count, long until) {
        static final Attempt NEVER = new Attempt(0, Long.MIN_VALUE);

        boolean isOver(long now) {
            return now >= until;
        }

        Attempt cutShort(long now) {
            return new Attempt(count, Math.min(until, now + 2));
        }

        Attempt next(long now, Tuning tuning) {
            int factor = Math.min(1 << Math.min(count, 16), LONGEST_WAIT_FACTOR);
            return new Attempt(count + 1, now + 2L * tuning.resendTicks() * factor);
        }
    }

    /** Cuts a stream of commands into messages no larger than a slot's entry. */
    private final class Messages {
        private final List<List<Command>> messages;
        private long bytes = Long.MAX_VALUE;

        Messages(List<List<Command>> messages) {
            this.messages = messages;
        }

        void add(Command command) {
            if (bytes > tuning.maxEntryBytes() - command.encodedSize()) {
                messages.add(new ArrayList<>());
                bytes = 0;
            }
            messages.getLast().add(command);
            bytes += command.encodedSize();
        }
    }
}
