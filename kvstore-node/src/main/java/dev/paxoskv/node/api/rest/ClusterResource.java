package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.api.admin.Membership;
import dev.paxoskv.node.api.metrics.RequestMetrics;
import dev.paxoskv.node.api.metrics.RequestMetrics.Recorder;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * What this node is and what it knows of its cluster; and who leads it. Without {@code confirmed} it asks nobody, so it
 * answers in every state; with it the configuration is no older than the request.
 */
@Singleton
@Path("/api/v1/cluster")
@Produces(MediaType.APPLICATION_JSON)
public class ClusterResource {

    private final Membership membership;
    private final String version;
    private final Recorder views;
    private final Recorder transfers;

    ClusterResource(
            Membership membership,
            RequestMetrics metrics,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.membership = membership;
        this.version = version;
        views = metrics.recorder("rest", "cluster");
        transfers = metrics.recorder("rest", "leader_transfer");
    }

    /** The node and its cluster. */
    @GET
    public CompletionStage<JsonObject> cluster(@QueryParam("confirmed") @Nullable String confirmed) {
        return Recorded.by(
                views,
                () -> ClusterAnswers.view(membership, confirmed).thenApply(view -> ClusterJson.cluster(view, version)));
    }

    /** Hands the leadership over: to a member, or without one to the follower that suits best. */
    @PUT
    @Path("/leader")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<JsonObject> transfer(String body) {
        return Recorded.by(transfers, () -> {
            JsonBody json = JsonBody.of(body, "member_id");
            return membership.transfer(json.memberId("member_id")).thenApply(ClusterAnswers::answer);
        });
    }
}
