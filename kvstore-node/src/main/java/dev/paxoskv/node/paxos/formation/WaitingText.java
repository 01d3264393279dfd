package dev.paxoskv.node.paxos.formation;

import dev.paxoskv.node.paxos.model.MemberId;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a node that has met no cluster waits for, for people.
 *
 * @param self its member id
 * @param plan what it was told
 */
record WaitingText(MemberId self, FormationPlan plan) {

    String of(Map<Integer, Introduction> answers) {
        return switch (plan.mode()) {
            case STATIC -> toForm(answers);
            case JOIN ->
                "waits for an answer of a member of a cluster, to join it as member " + self + "; asks "
                        + others().collect(Collectors.joining(", "))
                        + ". It never forms a cluster itself";
            case MANAGED ->
                "waits to be bootstrapped or added as member " + self
                        + " by whoever manages it: POST /api/v1/admin/bootstrap makes it the first member of a new cluster";
        };
    }

    private String toForm(Map<Integer, Introduction> answers) {
        String silent = plan.list().peers().stream()
                .filter(peer -> peer.label() != plan.label() && !answers.containsKey(peer.label()))
                .map(peer -> "node " + peer.label() + " at " + peer.peer())
                .collect(Collectors.joining(", "));
        if (!silent.isEmpty()) {
            return "waits for an answer of " + silent + ": a new cluster is formed when every listed node has answered";
        }
        return plan.isCoordinator()
                ? "waits until the other nodes have agreed"
                : "waits for node " + plan.list().lowestLabel() + " to form the cluster";
    }

    private Stream<String> others() {
        return Stream.concat(
                plan.list().peers().stream()
                        .filter(peer -> peer.label() != plan.label())
                        .map(ListedPeer::peer),
                plan.seeds().stream());
    }
}
