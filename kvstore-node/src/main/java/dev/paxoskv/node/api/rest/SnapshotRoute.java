package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.api.metrics.RequestMetrics;
import dev.paxoskv.node.api.metrics.RequestMetrics.Recorder;
import dev.paxoskv.node.replica.KeyValueService;
import dev.paxoskv.node.replica.SnapshotService;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.function.Function;

/** {@code GET /api/v1/admin/snapshot}: the whole store as one stream, in the form that a snapshot file has. */
@Singleton
final class SnapshotRoute {
    static final String PATH = "/api/v1/admin/snapshot";

    private final SnapshotService snapshots;
    private final KeyValueService service;
    private final HttpWorkers workers;
    private final Recorder recorder;

    SnapshotRoute(SnapshotService snapshots, KeyValueService service, HttpWorkers workers, RequestMetrics metrics) {
        this.snapshots = snapshots;
        this.service = service;
        this.workers = workers;
        recorder = metrics.recorder("rest", "snapshot");
    }

    /** Answers a request for a snapshot. */
    void handle(RoutingContext routing) {
        Exchange exchange = new Exchange(routing, recorder);
        HttpMethod method = routing.request().method();
        if (!method.equals(HttpMethod.GET)) {
            exchange.response().putHeader(HttpHeaderNames.ALLOW, "GET");
            exchange.end(Problem.methodNotAllowed(method.name(), "GET"), service.status());
            return;
        }
        exchange.when(
                snapshots.snapshot(),
                Function.identity(),
                snapshot -> new SnapshotSending(exchange, workers, snapshot).start(),
                failure -> exchange.end(Exchange.logged(Problem.ofRead(failure), failure), service.status()));
    }
}
