package dev.paxoskv.node.api.admin;

/**
 * Where others reach this node, as host:port; without the host (`:4000`) where the node was not told it.
 *
 * @param peer for peers
 * @param http for REST
 * @param grpc for gRPC clients
 */
public record OwnAddresses(String peer, String http, String grpc) {}
