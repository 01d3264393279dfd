package dev.paxoskv.node.simulation;

import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.ChangeOutcome.Reason;
import java.util.EnumSet;
import java.util.Set;

/**
 * Watches a run without faults: nothing is lost, and no process ends without having handed over and served whoever waits. Then
 * no client's call fails or stays without an answer, every transfer to a voter is done, no change is left unknown, and
 * nobody comes to lead who was not asked to.
 */
final class Peace {
    /** Why a change may have to wait. */
    private static final Set<Reason> NOT_YET =
            EnumSet.of(Reason.BUSY, Reason.NOT_CAUGHT_UP, Reason.EPOCH_MOVED, Reason.UNSAFE, Reason.FEATURE_LEVEL);

    private boolean reigns;
    private int transfers;
    private int leaderships;

    /** There is a leader, and from now on nothing goes wrong. */
    void begin() {
        reigns = true;
    }

    /** Whether this run is one without faults. */
    boolean reigns() {
        return reigns;
    }

    /** A client's call is over. */
    void ended(Call call) {
        Violation.require(!reigns || call.end == Call.End.ANSWERED, "peace", () -> "not answered: " + call);
    }

    /** Somebody is to lead. */
    void transfers() {
        transfers++;
    }

    /** What became of it. */
    void transferred(String target, ChangeOutcome outcome) {
        Violation.require(
                outcome instanceof ChangeOutcome.Done, "peace", () -> "transfer to " + target + ": " + outcome);
    }

    /** What became of a change that is in order. */
    void changed(String change, ChangeOutcome outcome) {
        boolean waits =
                outcome instanceof ChangeOutcome.Refused(Reason reason, String text) && NOT_YET.contains(reason);
        Violation.require(waits || outcome instanceof ChangeOutcome.Done, "peace", () -> change + ": " + outcome);
    }

    /** Somebody leads from now on. */
    void leads(String node) {
        if (reigns) {
            leaderships++;
            Violation.require(
                    leaderships <= transfers,
                    "peace",
                    () -> node + " is leader number " + leaderships + ", and there were " + transfers + " transfers");
        }
    }
}
