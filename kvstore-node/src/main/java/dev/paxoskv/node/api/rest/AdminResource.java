package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.api.metrics.RequestMetrics;
import dev.paxoskv.node.api.metrics.RequestMetrics.Recorder;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.Configuration;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.replica.ClusterAdmin;
import dev.paxoskv.node.replica.ClusterView;
import dev.paxoskv.node.replica.NodeAdmin;
import dev.paxoskv.node.replica.NodeAdmin.NodeIdentity;
import dev.paxoskv.node.replica.NodeStatus;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What whoever manages nodes asks of one node, whether it has a cluster yet or not. */
@Singleton
@Path("/api/v1/admin")
@Produces(MediaType.APPLICATION_JSON)
public class AdminResource {

    private final ClusterAdmin admin;
    private final NodeAdmin node;
    private final String version;
    private final Recorder bootstraps;

    AdminResource(
            ClusterAdmin admin,
            NodeAdmin node,
            RequestMetrics metrics,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.admin = admin;
        this.node = node;
        this.version = version;
        bootstraps = metrics.recorder("rest", "bootstrap");
    }

    /** Who this node is, where it is reached and how far it has come. Asks nobody, and answers in every state. */
    @GET
    @Path("/status")
    public JsonObject status() {
        ClusterView view = admin.view();
        NodeStatus known = view.node();
        NodeIdentity identity = node.identity();
        return new JsonObject()
                .put("state", ClusterJson.lowerCase(known.state()))
                .put("detail", known.detail())
                .put("member_id", known.member().toString())
                .put("name", known.name())
                .put(
                        "cluster_id",
                        known.genesis()
                                .map(genesis -> genesis.cluster().toString())
                                .orElse(null))
                .put("role", ClusterJson.role(known))
                .put("membership", membership(view))
                .put("ready", known.isReady())
                .put("peer_address", identity.peerAddress())
                .put("http_address", identity.httpAddress())
                .put("grpc_address", identity.grpcAddress())
                .put("chosen_slot", Long.toString(known.chosenSlot()))
                .put("applied_slot", Long.toString(known.appliedSlot()))
                .put("revision", Long.toString(known.revision()))
                .put("config_epoch", Long.toString(view.epoch()))
                .put("settled", view.settled())
                .put("feature_level", view.featureLevel())
                .put("members", ClusterJson.members(view))
                .put("removed", ClusterJson.removed(view))
                .put("version", version);
    }

    /** What the newest configuration that this node knows says of it, unless it was told that it was removed since. */
    private static String membership(ClusterView view) {
        MemberId self = view.node().member();
        if (view.node().state() == NodeStatus.State.REMOVED) {
            return "removed";
        }
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

    /** Forms a new cluster of this node alone, if it is one that waits to be told so. Waits until that is durable. */
    @POST
    @Path("/bootstrap")
    @Consumes(MediaType.APPLICATION_JSON)
    public JsonObject bootstrap(String body) {
        return Recorded.by(bootstraps, () -> CompletableFuture.completedFuture(formed(body)))
                .join();
    }

    private JsonObject formed(String body) {
        JsonBody json = JsonBody.of(body, "cluster_id", "member_id");
        ClusterId cluster = Parameters.clusterId("cluster_id", json.text("cluster_id"));
        MemberId member = Parameters.memberId("member_id", json.text("member_id"));
        return switch (node.bootstrap(cluster, member)) {
            case NodeAdmin.Bootstrap.Done(ClusterId formed) ->
                new JsonObject()
                        .put("cluster_id", formed.toString())
                        .put("member_id", member.toString())
                        .put("config_epoch", "1");
            case NodeAdmin.Bootstrap.Refused(String text) -> throw new ProblemException(Problem.bootstrapRefused(text));
        };
    }
}
