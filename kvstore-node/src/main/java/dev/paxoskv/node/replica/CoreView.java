package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.PaxosNode;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.paxos.session.SessionNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the core's thread last published of itself.
 *
 * @param protocol what the node is and knows
 * @param sessionOpen whether writes of its clients can go out
 * @param pendingWrites writes of its clients that are not settled
 * @param pendingReads reads of its clients that are not confirmed
 */
record CoreView(PaxosNode.Status protocol, boolean sessionOpen, int pendingWrites, int pendingReads) {

    /** What this node is now; on the thread that owns it. */
    static CoreView of(SessionNode<?> node) {
        return new CoreView(node.status(), node.isSessionOpen(), node.pendingWrites(), node.pendingReads());
    }

    ClusterView clusterView(NodeStatus node) {
        Map<MemberId, ClusterView.Progress> peers = new HashMap<>();
        protocol.progress()
                .forEach((member, known) -> peers.put(
                        member,
                        new ClusterView.Progress(
                                known.chosenUpTo(), known.durableUpTo(), known.heard(), known.version())));
        return new ClusterView(node, Optional.of(protocol.latest()), protocol.settled(), peers);
    }
}
