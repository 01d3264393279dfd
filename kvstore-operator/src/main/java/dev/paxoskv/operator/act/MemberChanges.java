package dev.paxoskv.operator.act;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.admin.NodeAdmin;
import dev.paxoskv.operator.admin.NodeAdmin.NewMember;
import dev.paxoskv.operator.admin.NodeAdmin.Reply;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import dev.paxoskv.operator.observe.Observed;
import dev.paxoskv.operator.plan.Action;
import dev.paxoskv.operator.plan.Membership;
import java.util.Optional;
import java.util.function.Function;

/** Changes of the membership, asked of the leader. */
final class MemberChanges {

    private final NodeAdmin admin;
    private final PaxosKVCluster cluster;
    private final Observed seen;

    MemberChanges(NodeAdmin admin, PaxosKVCluster cluster, Observed seen) {
        this.admin = admin;
        this.cluster = cluster;
        this.seen = seen;
    }

    Outcome bootstrap(Action.Bootstrap change) {
        String host = seen.hosts().get(change.ordinal());
        return host == null
                ? Outcome.outdated()
                : outcome(admin.bootstrap(host, change.clusterId(), change.memberId()));
    }

    Outcome add(Action.AddLearner change) {
        String name = cluster.getMetadata().getName();
        String host = Names.host(name, change.ordinal(), cluster.getMetadata().getNamespace());
        NewMember member = new NewMember(
                change.memberId(),
                Names.pod(name, change.ordinal()),
                host + ":" + Names.PEER_PORT,
                host + ":" + Names.HTTP_PORT,
                host + ":" + Names.GRPC_PORT);
        return ask(leader -> admin.addLearner(leader, change.epoch(), member));
    }

    Outcome promote(Action.Promote change) {
        return ask(leader -> admin.promote(leader, change.epoch(), change.memberId()));
    }

    Outcome remove(Action.Remove change) {
        return ask(leader -> admin.remove(leader, change.epoch(), change.memberId()));
    }

    Outcome transfer(Action.TransferLeader change) {
        return ask(leader -> admin.transferLeader(leader, change.memberId()));
    }

    private Outcome ask(Function<String, Reply> request) {
        Membership membership = seen.observation().membership();
        Optional<String> leader = membership == null
                ? Optional.empty()
                : membership.leader().map(member -> seen.hosts().get(member.ordinal()));
        return leader.map(request).map(MemberChanges::outcome).orElseGet(Outcome::outdated);
    }

    private static Outcome outcome(Reply reply) {
        return reply.done() ? Outcome.done() : Outcome.refused(reply.text());
    }
}
