package dev.paxoskv.node.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/**
 * A node that is to become a member, as its admin status describes it. Where it does not know its own host, it is the one
 * that it was asked at.
 *
 * @param id its member id
 * @param name its name
 * @param peer its address for peers
 * @param http its address for REST
 * @param grpc its address for gRPC clients
 * @param cluster the cluster that it belongs to; empty for none
 * @param appliedSlot how far it has come
 * @param ready whether it serves
 */
record NewNode(
        String id,
        String name,
        String peer,
        String http,
        String grpc,
        String cluster,
        long appliedSlot,
        boolean ready) {

    /**
     * Asks a node.
     *
     * @throws CommandFailure if it does not answer as a node does
     */
    static NewNode at(URI address, Duration timeout) {
        Answer answer = ask(address, timeout);
        if (!answer.isSuccess()) {
            throw Problem.of(answer).asFailure();
        }
        JsonNode status = Json.objectOf(answer);
        NewNode node = new NewNode(
                status.path("member_id").asText(),
                status.path("name").asText(),
                withHost(status.path("peer_address").asText(), address),
                withHost(status.path("http_address").asText(), address),
                withHost(status.path("grpc_address").asText(), address),
                status.hasNonNull("cluster_id") ? status.path("cluster_id").asText() : "",
                status.path("applied_slot").asLong(),
                status.path("ready").asBoolean());
        if (node.id.isEmpty() || node.peer.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.ERROR, address + " did not answer as a PaxosKV node does; is the address right?");
        }
        return node;
    }

    private static Answer ask(URI address, Duration timeout) {
        try {
            return RestClient.readFrom(address, RestPaths.ADMIN_STATUS, timeout);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.UNAVAILABLE,
                    "the new node does not answer at " + address + ": " + RestClient.reason(e)
                            + "; start it first, then add it");
        }
    }

    private static String withHost(String announced, URI address) {
        return announced.startsWith(":") ? address.getHost() + announced : announced;
    }

    ObjectNode asCandidate(String epoch, String asName) {
        return Json.object()
                .put("expected_epoch", epoch)
                .put("member_id", id)
                .put("name", asName)
                .put("peer", peer)
                .put("http", http)
                .put("grpc", grpc);
    }
}
