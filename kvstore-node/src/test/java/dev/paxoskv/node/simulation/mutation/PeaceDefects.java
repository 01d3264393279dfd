package dev.paxoskv.node.simulation.mutation;

import dev.paxoskv.node.simulation.mutation.MembershipDefects.Defect;
import java.util.List;

/** Defects that break no promise, and that a client or an administrator would notice where nothing has failed. */
final class PeaceDefects {
    private PeaceDefects() {}

    static List<Defect> all() {
        return List.of(
                new Defect(
                        "a transfer that comes too early is refused",
                        "rule 2",
                        List.of(new Patch(
                                "paxos/session/ClientChanges.java",
                                "return reason == Reason.NOT_LEADER || (passes && this instanceof HandOver);",
                                "return reason == Reason.NOT_LEADER;"))),
                new Defect(
                        "a new leader does not hear what the old one left",
                        "rule 9",
                        List.of(new Patch(
                                "paxos/session/ClientWrites.java",
                                "boolean newLeader = !leader.equals(lastLeader);",
                                "boolean newLeader = lastLeader.equals(Ballot.ZERO);"))));
    }
}
