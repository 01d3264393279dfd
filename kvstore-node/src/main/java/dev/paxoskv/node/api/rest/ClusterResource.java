package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.replica.KeyValueService;
import dev.paxoskv.node.replica.NodeStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What this node is and what it knows of its cluster. Asks nobody, so it answers in every state. Ids are 16 hexadecimal
 * digits, other numbers decimal text, because they do not fit JSON's numbers.
 */
@Singleton
@Path("/api/v1/cluster")
@Produces(MediaType.APPLICATION_JSON)
public class ClusterResource {

    private final KeyValueService service;
    private final String version;

    ClusterResource(KeyValueService service, @ConfigProperty(name = "quarkus.application.version") String version) {
        this.service = service;
        this.version = version;
    }

    /** The node and its cluster. */
    @GET
    public JsonObject cluster() {
        NodeStatus status = service.status();
        JsonObject json = new JsonObject()
                .put(
                        "cluster_id",
                        status.genesis()
                                .map(genesis -> genesis.cluster().toString())
                                .orElse(""))
                .put("member_id", status.member().toString())
                .put("name", status.name())
                .put("role", role(status));
        status.leaderMember().ifPresent(leader -> json.put("leader", leader(leader)));
        return json.put(
                        "ballot",
                        new JsonObject()
                                .put("round", Long.toString(status.promised().round()))
                                .put("member_id", status.promised().member().toString()))
                .put("chosen_slot", Long.toString(status.chosenSlot()))
                .put("applied_slot", Long.toString(status.appliedSlot()))
                .put("revision", Long.toString(status.revision()))
                .put("members", members(status))
                .put("ready", status.isReady())
                .put("version", version)
                .put("state", lowerCase(status.state()))
                .put("detail", status.detail());
    }

    /** The members of the configuration in force. */
    @GET
    @Path("/members")
    public JsonObject members() {
        return new JsonObject().put("members", members(service.status()));
    }

    /** A node without a cluster is neither leader nor follower, whatever its core says while it waits. */
    private static String role(NodeStatus status) {
        return status.genesis().isEmpty() ? "unformed" : lowerCase(status.role());
    }

    private static JsonObject leader(Member member) {
        return new JsonObject().put("member_id", member.id().toString()).put("name", member.name());
    }

    private static JsonArray members(NodeStatus status) {
        JsonArray members = new JsonArray();
        for (Member member : status.members()) {
            members.add(leader(member)
                    .put("role", lowerCase(member.role()))
                    .put("peer_address", member.peerAddress())
                    .put("http_address", member.httpAddress())
                    .put("grpc_address", member.grpcAddress()));
        }
        return members;
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
