package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.api.admin.Candidate;
import dev.paxoskv.node.api.admin.Membership;
import dev.paxoskv.node.api.metrics.RequestMetrics;
import dev.paxoskv.node.api.metrics.RequestMetrics.Recorder;
import dev.paxoskv.node.paxos.model.MemberId;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletionStage;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/**
 * ClusterAnswers of the cluster's members. Each names the epoch of the configuration that it was made for, and is refused when the
 * configuration has moved on: so of two administrators one wins, and what is repeated is done once.
 */
@Singleton
@Path("/api/v1/cluster/members")
@Produces(MediaType.APPLICATION_JSON)
public class MemberResource {

    private static final String EPOCH = "expected_epoch";

    private final Membership membership;
    private final Recorder views;
    private final Recorder additions;
    private final Recorder promotions;
    private final Recorder removals;
    private final Recorder updates;

    MemberResource(Membership membership, RequestMetrics metrics) {
        this.membership = membership;
        views = metrics.recorder("rest", "members");
        additions = metrics.recorder("rest", "member_add");
        promotions = metrics.recorder("rest", "member_promote");
        removals = metrics.recorder("rest", "member_remove");
        updates = metrics.recorder("rest", "member_update");
    }

    /** The members of the newest configuration. */
    @GET
    public CompletionStage<JsonObject> members(@QueryParam("confirmed") @Nullable String confirmed) {
        return Recorded.by(
                views,
                () -> ClusterAnswers.view(membership, confirmed)
                        .thenApply(view -> new JsonObject()
                                .put("config_epoch", Long.toString(view.epoch()))
                                .put("settled", view.settled())
                                .put("members", ClusterJson.members(view))
                                .put("removed", ClusterJson.removed(view))));
    }

    /** One member. */
    @GET
    @Path("/{id}")
    public CompletionStage<JsonObject> member(
            @PathParam("id") String id, @QueryParam("confirmed") @Nullable String confirmed) {
        return Recorded.by(views, () -> {
            MemberId member = memberId(id);
            return ClusterAnswers.view(membership, confirmed)
                    .thenApply(view -> view.configuration()
                            .flatMap(configuration -> configuration.member(member))
                            .map(found -> ClusterJson.member(found, view))
                            .orElseThrow(() -> new ProblemException(Problem.of(Membership.noSuchMember(member)))));
        });
    }

    /** Adds a learner. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<RestResponse<JsonObject>> add(String body) {
        return Recorded.by(additions, () -> {
            JsonBody json = JsonBody.of(body, EPOCH, "member_id", "name", "peer", "http", "grpc");
            long epoch = Parameters.expectedEpoch(json.text(EPOCH));
            return membership
                    .add(epoch, candidate(json, json.memberId("member_id")))
                    .thenApply(MemberResource::added);
        });
    }

    private static RestResponse<JsonObject> added(Membership.Added added) {
        JsonObject answer = ClusterAnswers.answer(added.outcome()).mergeIn(ClusterJson.named(added.member()));
        return RestResponse.ResponseBuilder.create(RestResponse.Status.CREATED, answer)
                .header("Location", "/api/v1/cluster/members/" + added.member().id())
                .build();
    }

    private static Candidate candidate(JsonBody json, MemberId member) {
        return new Candidate(member, json.text("name"), json.text("peer"), json.text("http"), json.text("grpc"));
    }

    /** Gives a member another name or other addresses. */
    @PATCH
    @Path("/{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    public CompletionStage<JsonObject> update(
            @PathParam("id") String id, @QueryParam(EPOCH) @Nullable String epoch, String body) {
        return Recorded.by(updates, () -> {
            Candidate changes = candidate(JsonBody.of(body, "name", "peer", "http", "grpc"), memberId(id));
            return membership.update(Parameters.expectedEpoch(epoch), changes).thenApply(ClusterAnswers::answer);
        });
    }

    /** Makes a learner that has caught up a voter. */
    @POST
    @Path("/{id}/promote")
    public CompletionStage<JsonObject> promote(@PathParam("id") String id, @QueryParam(EPOCH) @Nullable String epoch) {
        return Recorded.by(
                promotions,
                () -> membership
                        .promote(Parameters.expectedEpoch(epoch), memberId(id))
                        .thenApply(ClusterAnswers::answer));
    }

    /** Removes a member for good. If it leads, another one takes over first. */
    @DELETE
    @Path("/{id}")
    public CompletionStage<JsonObject> remove(@PathParam("id") String id, @QueryParam(EPOCH) @Nullable String epoch) {
        return Recorded.by(
                removals,
                () -> membership
                        .remove(Parameters.expectedEpoch(epoch), memberId(id))
                        .thenApply(ClusterAnswers::answer));
    }

    private static MemberId memberId(String id) {
        return Parameters.memberId("the member's id", id);
    }
}
