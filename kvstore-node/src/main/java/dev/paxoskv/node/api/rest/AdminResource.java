package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.api.admin.Bootstrap;
import dev.paxoskv.node.api.admin.Bootstrap.Result;
import dev.paxoskv.node.api.admin.OwnAddresses;
import dev.paxoskv.node.api.metrics.RequestMetrics;
import dev.paxoskv.node.api.metrics.RequestMetrics.Recorder;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.replica.ClusterAdmin;
import dev.paxoskv.node.replica.ClusterView;
import dev.paxoskv.node.replica.NodeStatus;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What whoever manages nodes asks of one node, whether it has a cluster yet or not. */
@Singleton
@Path("/api/v1/admin")
@Produces(MediaType.APPLICATION_JSON)
public class AdminResource {

    private final ClusterAdmin admin;
    private final Bootstrap bootstrap;
    private final OwnAddresses addresses;
    private final String version;
    private final Recorder bootstraps;

    AdminResource(
            ClusterAdmin admin,
            Bootstrap bootstrap,
            OwnAddresses addresses,
            RequestMetrics metrics,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.admin = admin;
        this.bootstrap = bootstrap;
        this.addresses = addresses;
        this.version = version;
        bootstraps = metrics.recorder("rest", "bootstrap");
    }

    /** Who this node is, where it is reached and how far it has come. Asks nobody, and answers in every state. */
    @GET
    @Path("/status")
    public JsonObject status() {
        ClusterView view = admin.view();
        NodeStatus node = view.node();
        return new JsonObject()
                .put("state", ClusterJson.lowerCase(node.state()))
                .put("detail", node.detail())
                .put("member_id", node.member().toString())
                .put("name", node.name())
                .put(
                        "cluster_id",
                        node.genesis()
                                .map(genesis -> genesis.cluster().toString())
                                .orElse(null))
                .put("role", ClusterJson.role(node))
                .put("membership", membership(view))
                .put("ready", node.isReady())
                .put("peer_address", addresses.peer())
                .put("http_address", addresses.http())
                .put("grpc_address", addresses.grpc())
                .put("chosen_slot", Long.toString(node.chosenSlot()))
                .put("applied_slot", Long.toString(node.appliedSlot()))
                .put("revision", Long.toString(node.revision()))
                .put("config_epoch", Long.toString(view.epoch()))
                .put("settled", view.settled())
                .put("feature_level", view.featureLevel())
                .put("members", ClusterJson.members(view))
                .put("removed", ClusterJson.removed(view))
                .put("version", version);
    }

    /** What the newest configuration that this node knows says of it. */
    private static String membership(ClusterView view) {
        MemberId self = view.node().member();
        return view.configuration()
                .map(configuration -> membership(configuration, self))
                .orElse("none");
    }

    private static String membership(Configuration configuration, MemberId self) {
        return configuration
                .member(self)
                .map(member -> ClusterJson.lowerCase(member.role()))
                .orElse(configuration.isRemoved(self) ? "removed" : "none");
    }

    /** Forms a new cluster of this node alone, if it is one that waits to be told so. */
    @POST
    @Path("/bootstrap")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<JsonObject> bootstrap(String body) {
        return Recorded.by(bootstraps, () -> {
            JsonBody json = JsonBody.of(body, "cluster_id", "member_id");
            ClusterId cluster = Parameters.clusterId("cluster_id", json.text("cluster_id"));
            MemberId member = Parameters.memberId("member_id", json.text("member_id"));
            return bootstrap.bootstrap(cluster, member).thenApply(result -> switch (result) {
                case Result.Formed _ ->
                    new JsonObject()
                            .put("cluster_id", cluster.toString())
                            .put("member_id", member.toString())
                            .put("config_epoch", "1");
                case Result.Refused refused -> throw new ProblemException(Problem.of(refused));
            });
        });
    }
}
