package dev.paxoskv.node.paxos.formation;

import dev.paxoskv.node.paxos.model.MemberId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What keeps the nodes of a static list from forming a cluster until an operator mends it.
 *
 * @param self this node's member id
 * @param plan what it was told
 */
record Contradictions(MemberId self, FormationPlan plan) {

    /** The first one in the answers of the listed nodes. */
    Optional<String> in(Map<Integer, Introduction> answers) {
        Set<MemberId> ids = new HashSet<>(List.of(self));
        Set<String> names = new HashSet<>(List.of(plan.name()));
        for (Map.Entry<Integer, Introduction> entry : answers.entrySet()) {
            int asked = entry.getKey();
            Introduction answer = entry.getValue();
            if (answer.label() != asked) {
                return Optional.of("the address of node " + asked + " is served by node " + answer.label()
                        + ". Correct the list " + plan.list() + ", or start the nodes where it says");
            }
            if (!ids.add(answer.member())) {
                return Optional.of("node " + asked + " has the member id " + answer.member() + " of another node. Data"
                        + " directories must not be copied: start it with an empty one");
            }
            if (!names.add(answer.name())) {
                return Optional.of("node " + asked + " has the name " + answer.name() + " of another node. Give every"
                        + " node a name of its own");
            }
            if (plan.list().merge(answer.list()).isEmpty()) {
                return Optional.of("node " + asked + " was started with another list. Here: " + plan.list()
                        + ". There: " + answer.list() + ". Start every node with the same list");
            }
        }
        return Optional.empty();
    }
}
