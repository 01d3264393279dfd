package dev.paxoskv.node.api.admin;

import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.MemberId;
import java.util.Optional;

/**
 * A node as it introduced itself.
 *
 * @param member its member id
 * @param name its name
 * @param httpAddress host:port of its REST interface
 * @param grpcAddress host:port of its client gRPC interface
 * @param cluster the cluster that it belongs to, if it does
 */
public record FoundNode(
        MemberId member, String name, String httpAddress, String grpcAddress, Optional<ClusterId> cluster) {}
