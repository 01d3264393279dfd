package dev.paxoskv.node.replica;

import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What an administrator can ask of a node itself, whether it has a cluster or not. Any thread. */
public interface NodeAdmin {

    /** Who this node is. Does not block. */
    NodeIdentity identity();

    /**
     * Asks another node who it is, before it is added.
     *
     * @param peerAddress host:port of its peer port
     * @return its answer; fails with a {@link RequestException} if none came within some seconds
     */
    CompletableFuture<NodeIdentity> identify(String peerAddress);

    /**
     * Makes this node the first member of a new cluster. Only a node that was started as a managed one and has no cluster
     * does it; doing it again with the same ids changes nothing. Blocks until it is durable.
     *
     * @param cluster the new cluster's id
     * @param member the member id that is meant; must be this node's own
     */
    Bootstrap bootstrap(ClusterId cluster, MemberId member);

    /**
     * Who a node is.
     *
     * @param member its member id: that of its data directory
     * @param name its name
     * @param peerAddress host:port where its peers reach it; without a host if the node does not know it
     * @param httpAddress the same for its REST interface
     * @param grpcAddress the same for its client gRPC interface
     * @param cluster the cluster that it belongs to; empty if it has none
     */
    record NodeIdentity(
            MemberId member,
            String name,
            String peerAddress,
            String httpAddress,
            String grpcAddress,
            Optional<ClusterId> cluster) {}

    /** What came of a bootstrap. */
    sealed interface Bootstrap {

        /**
         * The cluster exists, durably: now, or since an earlier call.
         *
         * @param cluster its id
         */
        record Done(ClusterId cluster) implements Bootstrap {}

        /**
         * Nothing was done.
         *
         * @param text why, and what to do about it, for people
         */
        record Refused(String text) implements Bootstrap {}
    }
}
