package dev.paxoskv.node.paxos.formation;

import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.Genesis;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The two ways to a genesis: out of the answers of all nodes of a list, and for one node alone. */
final class GenesisMaker {
    private final MemberId self;
    private final FormationPlan plan;

    GenesisMaker(MemberId self, FormationPlan plan) {
        this.self = self;
        this.plan = plan;
    }

    /**
     * The genesis of the whole list, if every other node has answered, has no cluster, has the same list and is pledged to
     * this node.
     */
    Optional<Genesis> ofList(ClusterId cluster, Map<Integer, Introduction> answers) {
        PeerList merged = plan.list();
        for (ListedPeer peer : plan.list().peers()) {
            if (peer.label() != plan.label()) {
                Introduction answer = answers.get(peer.label());
                if (answer == null
                        || answer.membership() != null
                        || !answer.pledgedTo().equals(self)) {
                    return Optional.empty();
                }
                Optional<PeerList> both = merged.merge(answer.list());
                if (both.isEmpty()) {
                    return Optional.empty();
                }
                merged = both.get();
            }
        }
        List<Member> members = new ArrayList<>();
        for (ListedPeer line : merged.peers()) {
            Introduction answer = answers.get(line.label());
            members.add(answer == null ? own(line) : other(answer, line));
        }
        return Optional.of(genesis(cluster, members));
    }

    /** The genesis of a cluster that has only this node. */
    Genesis alone(ClusterId cluster) {
        return genesis(cluster, List.of(own(plan.own())));
    }

    private Genesis genesis(ClusterId cluster, List<Member> members) {
        return new Genesis(cluster, plan.alpha(), new Configuration(1, members));
    }

    private Member own(ListedPeer agreed) {
        return voter(self, plan.name(), agreed, plan.own());
    }

    private static Member other(Introduction answer, ListedPeer agreed) {
        return voter(answer.member(), answer.name(), agreed, answer.line().orElse(agreed));
    }

    /** A member at the agreed peer address, with the other addresses as the node itself has them. */
    private static Member voter(MemberId id, String name, ListedPeer agreed, ListedPeer own) {
        String known = ListedPeer.host(agreed.peer());
        String host = known.isEmpty() ? "localhost" : known;
        return new Member(
                id,
                name,
                Member.Role.VOTER,
                withHost(agreed.peer(), host),
                withHost(own.http(), host),
                withHost(own.grpc(), host));
    }

    private static String withHost(String address, String host) {
        return ListedPeer.host(address).isEmpty() ? host + address : address;
    }
}
