package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.api.metrics.RequestMetrics;
import dev.paxoskv.node.api.metrics.RequestMetrics.Recorder;
import dev.paxoskv.node.replica.KeyValueService;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Sends the requests whose path holds a key to their routes by the raw path, before anything on the way can normalise it;
 * and answers what is left under {@code /api} with a problem. The resources in between are Quarkus REST's.
 *
 * <p>A process has to set the system property {@value #ANY_URI} to {@code true} before the HTTP server comes up. Otherwise
 * the server refuses paths that are no URI by the letter, with an empty 400, before anybody can say why: those with a
 * broken percent-escape, and those with a bare {@code |}, <code>{</code> or {@code "}, which many clients send.
 */
@Singleton
public final class RawRoutes {

    /** The system property that lets every path through to the routes. */
    public static final String ANY_URI = "vertx.disableURIValidation";

    /** Before whatever matches normalised paths: a path that cannot be normalised would not come further than that. */
    static final int FIRST = Integer.MIN_VALUE + 2;

    private static final int LAST = Integer.MAX_VALUE;

    private final TokenRoutes tokens;
    private final KeyRoutes keys;
    private final SnapshotRoute snapshot;
    private final KeyValueService service;
    private final Recorder others;

    RawRoutes(
            TokenRoutes tokens,
            KeyRoutes keys,
            SnapshotRoute snapshot,
            KeyValueService service,
            RequestMetrics metrics) {
        this.tokens = tokens;
        this.keys = keys;
        this.snapshot = snapshot;
        this.service = service;
        others = metrics.recorder("rest", "other");
    }

    void register(@Observes Router router) {
        router.route().order(FIRST).handler(this::dispatch);
        router.route("/api/*").order(LAST).handler(this::refuse);
    }

    private void dispatch(RoutingContext routing) {
        String uri = routing.request().uri();
        String path = RequestTarget.pathOf(uri);
        if (path.startsWith(TokenRoutes.PREFIX)) {
            if (!tokens.handle(routing, path)) {
                routing.next();
            }
        } else if (path.startsWith(KeyRoutes.PREFIX) || isKeyAsParameter(uri, path)) {
            keys.handle(routing);
        } else if (path.equals(SnapshotRoute.PATH)) {
            snapshot.handle(routing);
        } else {
            routing.next();
        }
    }

    private static boolean isKeyAsParameter(String uri, String path) {
        return path.equals(KeyRoutes.COLLECTION)
                && (uri.contains("?" + KeyRoutes.KEY_PARAMETER + "=")
                        || uri.contains("&" + KeyRoutes.KEY_PARAMETER + "="));
    }

    private void refuse(RoutingContext routing) {
        new Exchange(routing, others)
                .end(Problem.noResource(RequestTarget.pathOf(routing.request().uri())), service.status());
    }
}
