package dev.paxoskv.node.paxos.session;

import dev.paxoskv.node.paxos.Tuning;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.paxos.session.SessionEffect.Failure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The linearizable reads of one node's clients: each waits for a read index that the leader took after the read arrived, then
 * for this node to have applied it.
 *
 * <p>Reads that arrive while a request for an index is under way share the next one. Request numbers start at a random
 * number, so that an answer to an earlier process of this node is never taken for one to this.
 */
final class ClientReads<R> {
    private final Tuning tuning;
    private final Map<Long, Remote> remotes = new HashMap<>();
    private final ArrayDeque<Waiting> arrived = new ArrayDeque<>();
    private final ArrayDeque<Confirmed> confirmed = new ArrayDeque<>();
    private @Nullable Request underWay;
    private long nextId;
    private long applied;
    private int size;

    ClientReads(Tuning tuning, long firstId, long applied) {
        this.tuning = tuning;
        this.nextId = firstId;
        this.applied = applied;
    }

    int size() {
        return size;
    }

    void add(long request, long deadline, List<SessionEffect<R>> effects) {
        if (size >= tuning.pendingReads()) {
            effects.add(new SessionEffect.ReadFailed<>(request, Failure.OVERLOADED));
            return;
        }
        size++;
        arrived.addLast(new Waiting(request, deadline));
    }

    /** The requests that this node's own proposer should answer now. */
    List<Long> dueHere(long now) {
        return dueAt(Ballot.ZERO, now);
    }

    /** The requests that this leader should be asked now: the waiting one again, or one for all that has arrived. */
    List<Long> dueAt(Ballot leader, long now) {
        Request request = underWay;
        if (request == null) {
            if (arrived.isEmpty()) {
                return List.of();
            }
            request = new Request(nextId++, List.copyOf(arrived));
            arrived.clear();
            underWay = request;
        } else if (leader.equals(request.askedOf) && now < request.askAgainAt) {
            return List.of();
        }
        request.askedOf = leader;
        request.askAgainAt = now + tuning.resendTicks();
        return List.of(request.id);
    }

    /** The leader's answer; one to an earlier request, or a second one, says nothing. */
    void onIndex(long id, long index, List<SessionEffect<R>> effects) {
        Request request = underWay;
        if (request == null || request.id != id) {
            return;
        }
        underWay = null;
        confirmed.addLast(new Confirmed(index, request.reads));
        release(effects);
    }

    /** Not from there: asked again soon, of whoever leads then. */
    void onRefused(long id, long now) {
        Request request = underWay;
        if (request != null && request.id == id) {
            request.askAgainAt = Math.min(request.askAgainAt, now + 1);
        }
    }

    void onApplied(long slot, List<SessionEffect<R>> effects) {
        applied = slot;
        release(effects);
    }

    /** Indexes of one node's requests need not ascend, since an old leader may have answered: each is looked at. */
    private void release(List<SessionEffect<R>> effects) {
        for (Iterator<Confirmed> each = confirmed.iterator(); each.hasNext(); ) {
            Confirmed batch = each.next();
            if (batch.index <= applied) {
                each.remove();
                size -= batch.reads.size();
                batch.reads.forEach(read -> effects.add(new SessionEffect.ReadReady<>(read.request)));
            }
        }
    }

    void tick(long now, List<SessionEffect<R>> effects) {
        expire(arrived.iterator(), now, effects);
        Request request = underWay;
        if (request != null) {
            request.reads = withoutExpired(request.reads, now, effects);
        }
        for (Confirmed batch : confirmed) {
            batch.reads = withoutExpired(batch.reads, now, effects);
        }
    }

    private List<Waiting> withoutExpired(List<Waiting> reads, long now, List<SessionEffect<R>> effects) {
        if (reads.stream().noneMatch(read -> read.deadline <= now)) {
            return reads;
        }
        List<Waiting> rest = new ArrayList<>(reads);
        expire(rest.iterator(), now, effects);
        return rest;
    }

    private void expire(Iterator<Waiting> reads, long now, List<SessionEffect<R>> effects) {
        while (reads.hasNext()) {
            Waiting read = reads.next();
            if (read.deadline <= now) {
                reads.remove();
                size--;
                effects.add(new SessionEffect.ReadFailed<>(read.request, Failure.NO_LEADER));
            }
        }
    }

    // requests of other nodes, while this one leads

    /** Notes that another node asks, and says under which number its own proposer knows the request. */
    long remote(MemberId member, long request) {
        long id = nextId++;
        remotes.put(id, new Remote(member, request));
        return id;
    }

    /** The node behind this number, which is answered now; none if it is a request of this node itself. */
    @Nullable Remote takeRemote(long id) {
        return remotes.remove(id);
    }

    /**
     * A request of another node.
     *
     * @param member the node
     * @param request its number there
     */
    record Remote(MemberId member, long request) {}

    private record Waiting(long request, long deadline) {}

    private static final class Request {
        private final long id;
        private List<Waiting> reads;
        private @Nullable Ballot askedOf;
        private long askAgainAt;

        Request(long id, List<Waiting> reads) {
            this.id = id;
            this.reads = reads;
        }
    }

    private static final class Confirmed {
        private final long index;
        private List<Waiting> reads;

        Confirmed(long index, List<Waiting> reads) {
            this.index = index;
            this.reads = reads;
        }
    }
}
