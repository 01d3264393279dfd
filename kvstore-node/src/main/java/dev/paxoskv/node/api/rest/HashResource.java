package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.api.metrics.RequestMetrics;
import dev.paxoskv.node.api.metrics.RequestMetrics.Recorder;
import dev.paxoskv.node.replica.KeyValueService;
import dev.paxoskv.node.statemachine.ErrorCode;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.Reply;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A hash over everything that can be read at a revision, to compare nodes by. Walks the whole store. */
@Singleton
@Path("/api/v1/admin/hash")
@Produces(MediaType.APPLICATION_JSON)
public class HashResource {
    private final KeyValueService service;
    private final HttpWorkers workers;
    private final Recorder hashes;

    HashResource(KeyValueService service, HttpWorkers workers, RequestMetrics metrics) {
        this.service = service;
        this.workers = workers;
        hashes = metrics.recorder("rest", "hash");
    }

    /** The hash at a revision, the current one where none is named. */
    @GET
    public CompletionStage<JsonObject> hash(@Context HttpServerRequest request) {
        return Recorded.by(hashes, () -> {
            ReadOptions options = ReadOptions.of(RequestTarget.of(request.uri()));
            return service.read(options.consistency())
                    .thenCompose(
                            view -> CompletableFuture.supplyAsync(() -> hash(view, options.revision()), workers::run))
                    .exceptionally(failure -> {
                        throw new ProblemException(Exchange.logged(Problem.ofRead(failure), failure));
                    });
        });
    }

    private JsonObject hash(ReadView view, long asked) {
        long revision = asked == 0 ? view.revision() : asked;
        if (revision > view.revision()) {
            throw refusal(ErrorCode.FUTURE_REVISION, view);
        }
        if (revision < view.compactRevision()) {
            throw refusal(ErrorCode.COMPACTED, view);
        }
        return new JsonObject()
                .put("hash", String.format("%016x", view.hash(revision)))
                .put("revision", Long.toString(revision))
                .put("compact_revision", Long.toString(view.compactRevision()))
                .put("member_id", service.status().member().toString());
    }

    private static ProblemException refusal(ErrorCode code, ReadView view) {
        return new ProblemException(Problem.of(new Reply.Failure(code, view.revision())));
    }
}
