package dev.paxoskv.node.transport;

import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.MemberId;

/**
 * Who this node is to its peers.
 *
 * @param cluster the cluster it is a member of
 * @param member its member id
 * @param name its name, for people
 * @param address host:port of its peer port, where the configuration does not say it; without a host if it does not know it
 */
public record LocalMember(ClusterId cluster, MemberId member, String name, String address) {}
