package dev.paxoskv.node.paxos.session;

import dev.paxoskv.node.paxos.Input;
import dev.paxoskv.node.paxos.Tuning;
import dev.paxoskv.node.paxos.message.Message;
import dev.paxoskv.node.paxos.message.Message.Answer;
import dev.paxoskv.node.paxos.message.Message.AskChange;
import dev.paxoskv.node.paxos.message.Message.AskTransfer;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.ChangeOutcome.Reason;
import dev.paxoskv.node.paxos.model.ChangeOutcome.Refused;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one node's administrators: each goes to the leader until it says yes or no. A refusal for want of leadership
 * sends it to the next leader, and a transfer that only comes too early goes out again until its deadline; where no answer
 * comes, the outcome is unknown, and the configuration's epoch tells.
 */
final class ClientChanges<R> {
    /** Most requests of one node that are not answered, and most of other nodes that a leader works on. */
    private static final int MAX_OPEN = 64;

    private static final Refused NO_LEADER =
            new Refused(Reason.NOT_LEADER, "no leader was reached in time: a majority of the voters must be up");

    private final Tuning tuning;
    private final Map<Long, Waiting> waiting = new TreeMap<>();
    private final Map<Long, Remote> remotes = new TreeMap<>();
    private long nextId;

    ClientChanges(Tuning tuning, long firstId) {
        this.tuning = tuning;
        this.nextId = firstId;
    }

    /** What is asked for. */
    private sealed interface Wish {
        record Configure(long expectedEpoch, Change change) implements Wish {}

        record HandOver(MemberId target) implements Wish {}

        /**
         * Whether a refusal passes by itself. A change is made for one configuration, and whoever asked looks at it again; a
         * transfer is wanted whatever else is under way.
         */
        default boolean outlasts(Reason reason) {
            boolean passes = reason == Reason.BUSY || reason == Reason.NOT_CAUGHT_UP;
            return reason == Reason.NOT_LEADER || (passes && this instanceof HandOver);
        }
    }

    /** A request of another node, and its number there. */
    record Remote(MemberId member, long request) {}

    private static final class Waiting {
        private final long request;
        private final Wish wish;
        private final long deadline;
        private @Nullable Ballot askedOf;
        private Refused refusal = NO_LEADER;
        private long notBefore;

        Waiting(long request, Wish wish, long deadline) {
            this.request = request;
            this.wish = wish;
            this.deadline = deadline;
        }
    }

    void change(long request, long expectedEpoch, Change change, long deadline, List<SessionEffect<R>> effects) {
        add(request, new Wish.Configure(expectedEpoch, change), deadline, effects);
    }

    void transfer(long request, MemberId target, long deadline, List<SessionEffect<R>> effects) {
        add(request, new Wish.HandOver(target), deadline, effects);
    }

    private void add(long request, Wish wish, long deadline, List<SessionEffect<R>> effects) {
        if (waiting.size() >= MAX_OPEN) {
            effects.add(new SessionEffect.Changed<>(request, tooMany()));
        } else {
            waiting.put(nextId++, new Waiting(request, wish, deadline));
        }
    }

    private static Refused tooMany() {
        return new Refused(Reason.BUSY, "too many requests of administrators are under way: ask again later");
    }

    /** What this node's own proposer should be asked now. */
    List<Input> dueHere(Ballot leader, long now) {
        List<Input> due = new ArrayList<>();
        due(leader, now)
                .forEach((id, wish) -> due.add(
                        switch (wish) {
                            case Wish.Configure(long epoch, Change change) ->
                                new Input.ChangeMembers(id, epoch, change);
                            case Wish.HandOver(MemberId target) -> new Input.Transfer(id, target);
                        }));
        return due;
    }

    /** What this leader should be asked now. */
    List<Message> dueAt(Ballot leader, long now) {
        List<Message> due = new ArrayList<>();
        due(leader, now)
                .forEach((id, wish) -> due.add(
                        switch (wish) {
                            case Wish.Configure(long epoch, Change change) -> new AskChange(id, epoch, change);
                            case Wish.HandOver(MemberId target) -> new AskTransfer(id, target);
                        }));
        return due;
    }

    private Map<Long, Wish> due(Ballot leader, long now) {
        Map<Long, Wish> due = new TreeMap<>();
        waiting.forEach((id, open) -> {
            if (open.askedOf == null && now >= open.notBefore) {
                open.askedOf = leader;
                due.put(id, open.wish);
            }
        });
        return due;
    }

    /** An answer, of the own proposer or of the leader. */
    void onAnswer(long id, ChangeOutcome outcome, long now, List<SessionEffect<R>> effects) {
        Waiting open = waiting.get(id);
        if (open == null) {
            return;
        }
        if (outcome instanceof Refused refusal && open.wish.outlasts(refusal.reason())) {
            open.askedOf = null;
            open.refusal = refusal.reason() == Reason.NOT_LEADER ? NO_LEADER : refusal;
            open.notBefore = now + tuning.heartbeatTicks();
            return;
        }
        waiting.remove(id);
        effects.add(new SessionEffect.Changed<>(open.request, outcome));
    }

    void tick(long now, List<SessionEffect<R>> effects) {
        waiting.values().removeIf(open -> {
            if (open.deadline > now) {
                return false;
            }
            ChangeOutcome outcome = open.askedOf == null ? open.refusal : new ChangeOutcome.Unknown();
            effects.add(new SessionEffect.Changed<>(open.request, outcome));
            return true;
        });
    }

    // requests of other nodes, while this one leads

    /** Takes a request of another node in, under a number of this one; none if there are too many. */
    @Nullable Long remote(MemberId member, long request) {
        if (remotes.size() >= MAX_OPEN) {
            return null;
        }
        long id = nextId++;
        remotes.put(id, new Remote(member, request));
        return id;
    }

    /** The node behind this number, which is answered now; none if it is a request of this node itself. */
    @Nullable Remote takeRemote(long id) {
        return remotes.remove(id);
    }

    static Answer tooMany(long request) {
        return new Answer(request, tooMany());
    }
}
