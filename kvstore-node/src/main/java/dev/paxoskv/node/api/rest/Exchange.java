package dev.paxoskv.node.api.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.paxoskv.node.api.metrics.RequestMetrics.Outcome;
import dev.paxoskv.node.api.metrics.RequestMetrics.Recorder;
import dev.paxoskv.node.replica.NodeStatus;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * One request and its answer, on the request's event loop: what other threads bring is taken there first. An answer that
 * nobody waits for any more is dropped.
 */
final class Exchange {

    static final String TEXT = "text/plain; charset=utf-8";

    private static final Logger LOG = Logger.getLogger(Exchange.class);

    private final RoutingContext routing;
    private final Context eventLoop;
    private final Recorder recorder;
    private final long started = System.nanoTime();

    Exchange(RoutingContext routing, Recorder recorder) {
        this.routing = routing;
        this.recorder = recorder;
        eventLoop = routing.vertx().getOrCreateContext();
    }

    HttpServerRequest request() {
        return routing.request();
    }

    HttpServerResponse response() {
        return routing.response();
    }

    Vertx vertx() {
        return routing.vertx();
    }

    boolean isHead() {
        return request().method().equals(HttpMethod.HEAD);
    }

    void onEventLoop(Runnable part) {
        eventLoop.runOnContext(_ -> part.run());
    }

    /** Goes on with a future's value, worked on where the future completes and answered on the event loop. */
    <V, W> void when(CompletableFuture<V> future, Function<V, W> work, Consumer<W> answer, Consumer<Throwable> failed) {
        var _ = future.thenApply(work)
                .whenComplete((value, failure) -> onEventLoop(() -> {
                    if (failure == null) {
                        attempt(() -> answer.accept(value), failed);
                    } else {
                        failed.accept(failure);
                    }
                }));
    }

    /** Does a part of the work; what it throws is the request's failure. */
    void attempt(Runnable part, Consumer<Throwable> failed) {
        try {
            part.run();
        } catch (RuntimeException e) {
            failed.accept(e);
        }
    }

    void end(int status, String contentType, Buffer body) {
        if (!isOver()) {
            response().setStatusCode(status).putHeader(HttpHeaderNames.CONTENT_TYPE, contentType);
            send(body);
        }
        ended(Outcome.OK);
    }

    /** Ends without a body, and so without a Content-Type. */
    void end(int status) {
        if (!isOver()) {
            response().setStatusCode(status).end();
        }
        ended(Outcome.OK);
    }

    /** Ends with plain text in place of the problem's document. */
    void endAsText(Problem problem) {
        endAs(problem, TEXT, Buffer.buffer(problem.detail()));
    }

    void end(Problem problem, NodeStatus node) {
        endAs(problem, Problem.MEDIA_TYPE, problem.toJson(node).toBuffer());
    }

    private void endAs(Problem problem, String contentType, Buffer body) {
        if (!isOver()) {
            response().setStatusCode(problem.status()).putHeader(HttpHeaderNames.CONTENT_TYPE, contentType);
            if (problem.isPassing()) {
                response().putHeader(HttpHeaderNames.RETRY_AFTER, Problem.RETRY_AFTER);
            }
            send(body);
        }
        ended(problem.outcome());
    }

    private void send(Buffer body) {
        if (isHead()) {
            response().putHeader(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length()));
            response().end();
        } else {
            response().end(body);
        }
    }

    boolean isOver() {
        return response().ended() || response().closed();
    }

    void ended(Outcome outcome) {
        recorder.record(outcome, started);
    }

    /** Tells the log of a failure that is a defect; a refusal is nothing for the log. */
    static Problem logged(Problem problem, Throwable failure) {
        if (problem.status() == 500) {
            LOG.error("A request over HTTP failed by a defect", failure);
        }
        return problem;
    }

    static Buffer text(String text) {
        return Buffer.buffer(text.getBytes(UTF_8));
    }
}
