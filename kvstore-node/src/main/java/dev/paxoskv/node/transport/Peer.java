package dev.paxoskv.node.transport;

import dev.paxoskv.node.paxos.model.MemberId;

/**
 * Another member and where it is reached.
 *
 * @param member its member id
 * @param name its name, for people
 * @param address host:port of its peer port
 */
public record Peer(MemberId member, String name, String address) {}
