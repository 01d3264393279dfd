package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.Map;
import java.util.Optional;

/**
 * A node's view of its cluster at one moment.
 *
 * @param node the node itself
 * @param configuration the newest configuration that the node knows to be chosen; empty before it has a cluster
 * @param settled whether that configuration governs and a majority of its voters holds all that was chosen before it, so
 *     that the next change may begin
 * @param peers on the leader, how far it knows the other members to be; empty elsewhere
 */
public record ClusterView(
        NodeStatus node, Optional<Configuration> configuration, boolean settled, Map<MemberId, Progress> peers) {

    /** Copies the progress. */
    public ClusterView {
        peers = Map.copyOf(peers);
    }

    /** The epoch of the configuration; 0 before there is one. */
    public long epoch() {
        return configuration.map(Configuration::epoch).orElse(0L);
    }

    /** What the members may write to the log; 0 before there is a configuration. */
    public int featureLevel() {
        return configuration.map(Configuration::featureLevel).orElse(0);
    }

    /**
     * How far a member is, as it told the leader last.
     *
     * @param chosenSlot its chosen prefix
     * @param durableSlot as much of it as its disk holds
     * @param heard whether the leader has heard of it lately
     * @param version the newest protocol version that it and the leader speak; 0 while it is not known
     */
    public record Progress(long chosenSlot, long durableSlot, boolean heard, int version) {}
}
