package dev.paxoskv.node.runtime;

import dev.paxoskv.node.paxos.Effect.Role;
import dev.paxoskv.node.paxos.model.Ballot;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.replica.ReplicaListener;
import dev.paxoskv.node.transport.FormationRunner;
import dev.paxoskv.node.transport.PeerTransport;

/** Passes on what a replica tells: to the metrics, and the configurations to those who talk to the members. */
record MembershipRelay(ReplicaListener metrics, PeerTransport transport, FormationRunner formation)
        implements ReplicaListener {

    @Override
    public void configurationChanged(Configuration lastSettled, Configuration latest) {
        transport.members(lastSettled, latest);
        formation.learned(latest);
        metrics.configurationChanged(lastSettled, latest);
    }

    @Override
    public void leadershipChanged(Role role, Ballot leader) {
        metrics.leadershipChanged(role, leader);
    }

    @Override
    public void applied(long slot) {
        metrics.applied(slot);
    }

    @Override
    public void installed(long slot) {
        metrics.installed(slot);
    }

    @Override
    public void diverged(MemberId member, long slot) {
        metrics.diverged(member, slot);
    }

    @Override
    public void overloaded() {
        metrics.overloaded();
    }
}
