package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.replica.KeyValueService;
import dev.paxoskv.node.replica.NodeStatus;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** What etcd tells over HTTP beside its API, for probes and tools that were made for it. */
@Singleton
@Path("/")
public class EtcdHttpResource {

    /** As the client gRPC interface says in its status. */
    private static final String API_VERSION = "3.6.0";

    private final KeyValueService service;

    EtcdHttpResource(KeyValueService service) {
        this.service = service;
    }

    /** Whether linearizable requests can be served here. */
    @GET
    @Path("health")
    @Produces(MediaType.APPLICATION_JSON)
    public Response health() {
        NodeStatus status = service.status();
        if (status.isReady()) {
            return Response.ok(new JsonObject().put("health", "true").encode()).build();
        }
        return Response.status(Response.Status.SERVICE_UNAVAILABLE)
                .entity(new JsonObject()
                        .put("health", "false")
                        .put("reason", HealthChecks.reason(status))
                        .encode())
                .build();
    }

    /** The version of etcd whose API this is. */
    @GET
    @Path("version")
    @Produces(MediaType.APPLICATION_JSON)
    public JsonObject version() {
        return new JsonObject().put("etcdserver", API_VERSION).put("etcdcluster", API_VERSION);
    }

    /** Whether the process should go on: it needs no majority for that. */
    @GET
    @Path("livez")
    @Produces(MediaType.TEXT_PLAIN)
    public Response alive() {
        NodeStatus status = service.status();
        return probe(HealthChecks.isLive(status), status);
    }

    /** As {@link #health()}. */
    @GET
    @Path("readyz")
    @Produces(MediaType.TEXT_PLAIN)
    public Response ready() {
        NodeStatus status = service.status();
        return probe(status.isReady(), status);
    }

    private static Response probe(boolean good, NodeStatus status) {
        return good
                ? Response.ok("ok\n").build()
                : Response.status(Response.Status.SERVICE_UNAVAILABLE)
                        .entity(HealthChecks.reason(status) + "\n")
                        .build();
    }
}
