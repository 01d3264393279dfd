package dev.paxoskv.node.statemachine;

import dev.paxoskv.node.statemachine.Operation.OpenSession;
import dev.paxoskv.node.statemachine.Outcome.Reason;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who may have commands applied, at most one session for each member (rule "exactly once" of the protocol page).
 *
 * <p>A member's incarnation grows with every process start. Its next session takes the place of the one before, whose
 * commands are refused from then on; an open that arrives late has a lower incarnation and is refused itself. The session
 * of a member that was removed from the cluster goes too, and the member is remembered: a copy of its open that is still
 * on its way would else make a new session, in which its old commands take effect a second time. Sessions go in no other
 * way: never by time.
 */
final class SessionTable {

    private final Limits limits;
    private final TreeMap<Long, Session> byMember = new TreeMap<>();
    private final TreeSet<Long> removed = new TreeSet<>();
    private long epoch;

    /** For look-ups alone: its order of iteration is nobody's business. */
    private final Map<Long, Session> byId = new HashMap<>();

    SessionTable(Limits limits) {
        this.limits = limits;
    }

    /** The session with an id; null if there is none. */
    @Nullable Session find(long id) {
        return byId.get(id);
    }

    /** All sessions, by member id. */
    Collection<Session> all() {
        return byMember.values();
    }

    /** The incarnation of a member's session; 0 if it has none. */
    long incarnation(long memberId) {
        Session session = byMember.get(memberId);
        return session == null ? 0 : session.incarnation();
    }

    /** Puts back a session that was stored. */
    void restore(Session session) {
        byMember.put(session.memberId(), session);
        byId.put(session.id(), session);
    }

    /** The epoch of the last configuration that the log had; 0 before the first. */
    long epoch() {
        return epoch;
    }

    /** The members that are remembered as removed, ascending. */
    Collection<Long> removed() {
        return removed;
    }

    /** These members are the ones to remember as removed from this epoch on; their sessions are over. */
    void reconfigured(long newEpoch, Collection<Long> members) {
        epoch = newEpoch;
        removed.clear();
        removed.addAll(members);
        for (long member : members) {
            Session session = byMember.remove(member);
            if (session != null) {
                byId.remove(session.id());
            }
        }
    }

    /** Whether exactly this session is open. */
    boolean isOpen(long id, OpenSession open) {
        Session session = byId.get(id);
        return session != null && session.memberId() == open.memberId() && session.incarnation() == open.incarnation();
    }

    /** Opens a session that is not open; the reason where that is refused, null where it was done. */
    @Nullable Reason open(long id, OpenSession open) {
        if (removed.contains(open.memberId())) {
            return Reason.MEMBER_REMOVED;
        }
        Session present = byMember.get(open.memberId());
        boolean stale = present != null && open.incarnation() <= present.incarnation();
        if (stale || byId.containsKey(id)) {
            return Reason.STALE_INCARNATION;
        }
        if (present == null && byMember.size() >= limits.maxSessions()) {
            return Reason.TOO_MANY_SESSIONS;
        }
        if (present != null) {
            byId.remove(present.id());
        }
        restore(new Session(id, open.memberId(), open.incarnation()));
        return null;
    }
}
