package dev.paxoskv.node.transport;

import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.MemberId;

/**
 * Who this node is to its peers.
 *
 * @param cluster the cluster it is a member of
 * @param member its member id
 * @param name its name, for people
 */
public record LocalMember(ClusterId cluster, MemberId member, String name) {}
