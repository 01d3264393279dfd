package dev.paxoskv.node.paxos;

import dev.paxoskv.node.paxos.message.Message.TakeOver;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.MemberId;

/**
 * One attempt of a leader to hand its leadership over: it proposes nothing new, waits until the target has all that was
 * proposed, and tells it to run Phase 1 now (Ongaro's dissertation, section 3.10). Given up after an election timeout, so
 * that a target that does not come forward costs no more than a failed leader would.
 */
final class Handover {
    private final Tuning tuning;
    private final Outbox outbox;
    private final long request;
    private final MemberId target;
    private final long since;
    private boolean drained;
    private boolean told;
    private long toldAt;

    Handover(Tuning tuning, Outbox outbox, long request, MemberId target, long now) {
        this.tuning = tuning;
        this.outbox = outbox;
        this.request = request;
        this.target = target;
        this.since = now;
    }

    long request() {
        return request;
    }

    MemberId target() {
        return target;
    }

    /** Whether just now the last slot was chosen: the target is to say at once how far it is. */
    boolean drainsNow(int slotsInFlight) {
        boolean now = !drained && slotsInFlight == 0;
        drained |= now;
        return now;
    }

    /** Tells the target to take over, when it has everything; again if it stays silent. */
    void tell(Ballot ballot, long targetChosenUpTo, long chosenUpTo, long now) {
        boolean due = !told || now - toldAt >= tuning.resendTicks();
        if (drained && due && targetChosenUpTo >= chosenUpTo) {
            told = true;
            toldAt = now;
            outbox.send(target, new TakeOver(ballot));
        }
    }

    boolean isOver(long now) {
        return now - since > (long) tuning.heartbeatTicks() * tuning.missedRounds();
    }
}
