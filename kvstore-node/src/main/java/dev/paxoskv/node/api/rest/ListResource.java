package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.api.metrics.RequestMetrics;
import dev.paxoskv.node.api.metrics.RequestMetrics.Recorder;
import dev.paxoskv.node.replica.KeyValueService;
import dev.paxoskv.node.statemachine.Operation.DeleteRange;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.Reply;
import dev.paxoskv.node.statemachine.Reply.DeleteReply;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The keys of v1 as a collection: lists, page by page, and deletes ranges. */
@Singleton
@Path(KeyRoutes.COLLECTION)
@Produces(MediaType.APPLICATION_JSON)
public class ListResource {

    private final KeyValueService service;
    private final HttpWorkers workers;
    private final Recorder lists;
    private final Recorder deletions;

    ListResource(KeyValueService service, HttpWorkers workers, RequestMetrics metrics) {
        this.service = service;
        this.workers = workers;
        lists = metrics.recorder("rest", "list");
        deletions = metrics.recorder("rest", "delete_range");
    }

    /** One page of keys, or their number. */
    @GET
    public CompletionStage<byte[]> list(@Context HttpServerRequest request) {
        return Recorded.by(lists, () -> {
            RequestTarget target = RequestTarget.of(request.uri());
            ListRequest list = ListRequest.read(target);
            return service.read(ReadOptions.of(target).consistency())
                    .thenCompose(view -> page(view, list))
                    .exceptionally(failure -> {
                        throw new ProblemException(Exchange.logged(Problem.ofRead(failure), failure));
                    });
        });
    }

    private CompletableFuture<byte[]> page(ReadView view, ListRequest list) {
        return CompletableFuture.supplyAsync(() -> ListPage.of(view, list), workers::run);
    }

    /** Deletes a range under one revision. */
    @DELETE
    public CompletionStage<JsonObject> delete(@Context HttpServerRequest request) {
        return Recorded.by(deletions, () -> {
            ListRequest range = ListRequest.delete(RequestTarget.of(request.uri()));
            return service.write(new DeleteRange(range.from(), range.rangeEnd(), false))
                    .thenApply(ListResource::deleted);
        });
    }

    private static JsonObject deleted(Reply reply) {
        return switch (reply) {
            case DeleteReply delete ->
                new JsonObject().put("deleted", delete.deleted()).put("revision", Long.toString(delete.revision()));
            case Reply.Failure failure -> throw new ProblemException(Problem.of(failure));
            case Reply other -> throw new IllegalStateException("a deletion answered " + other);
        };
    }
}
