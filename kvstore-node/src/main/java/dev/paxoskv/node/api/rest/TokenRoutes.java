package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.api.metrics.RequestMetrics;
import dev.paxoskv.node.api.metrics.RequestMetrics.Recorder;
import dev.paxoskv.node.replica.KeyValueService;
import dev.paxoskv.node.replica.KeyValueService.Consistency;
import dev.paxoskv.node.statemachine.KeyValue;
import dev.paxoskv.node.statemachine.Limits;
import dev.paxoskv.node.statemachine.Operation.TokenWrite;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.Reply;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The routes at the top, {@code /kvstore_keys}, {@code /kvstore_next} and {@code /kvstore/{key}}, whose writes carry a
 * token. Whatever they say is plain text, errors too; an error of these routes never is 409 unless nothing was done,
 * because their clients try again on 409.
 */
@Singleton
final class TokenRoutes {

    static final String PREFIX = "/kvstore";

    private static final String KEYS = "/kvstore_keys";
    private static final String NEXT = "/kvstore_next";
    private static final String KEY = "/kvstore/";
    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT);
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]+");

    private final KeyValueService service;
    private final BodyBudget budget;
    private final HttpWorkers workers;
    private final Recorder keys;
    private final Recorder nexts;
    private final Recorder gets;
    private final Recorder writes;

    TokenRoutes(KeyValueService service, BodyBudget budget, HttpWorkers workers, RequestMetrics metrics) {
        this.service = service;
        this.budget = budget;
        this.workers = workers;
        keys = metrics.recorder("token", "keys");
        nexts = metrics.recorder("token", "next");
        gets = metrics.recorder("token", "get");
        writes = metrics.recorder("token", "write");
    }

    /** Answers a request whose raw path begins with {@link #PREFIX}; false if it is none of these routes. */
    boolean handle(RoutingContext routing, String path) {
        if (path.startsWith(KEYS)) {
            listKeys(new Exchange(routing, keys));
        } else if (path.startsWith(NEXT)) {
            nextToken(new Exchange(routing, nexts));
        } else if (path.startsWith(KEY)) {
            onKey(routing);
        } else {
            return false;
        }
        return true;
    }

    private void listKeys(Exchange exchange) {
        exchange.when(
                service.read(Consistency.LINEARIZABLE),
                view -> view,
                view -> new KeyListing(exchange, workers, view).start(),
                failure -> fail(exchange, Problem.ofRead(failure), failure));
    }

    private void nextToken(Exchange exchange) {
        exchange.when(
                service.read(Consistency.LINEARIZABLE),
                view -> Long.toString(view.revision() + 1),
                token -> exchange.end(200, Exchange.TEXT, Exchange.text(token)),
                failure -> fail(exchange, Problem.ofRead(failure), failure));
    }

    private void onKey(RoutingContext routing) {
        HttpMethod method = routing.request().method();
        if (!METHODS.contains(method)) {
            new Exchange(routing, writes).endAsText(Problem.badRequest("method must be GET POST PUT"));
        } else if (method.equals(HttpMethod.GET)) {
            Exchange exchange = new Exchange(routing, gets);
            exchange.attempt(() -> get(exchange), failure -> fail(exchange, Problem.ofRead(failure), failure));
        } else {
            Exchange exchange = new Exchange(routing, writes);
            exchange.attempt(() -> write(exchange), failure -> fail(exchange, Problem.of(failure), failure));
        }
    }

    private void get(Exchange exchange) {
        byte[] key = RequestTarget.of(exchange.request().uri()).pathAfter(KEY);
        exchange.when(
                service.read(Consistency.LINEARIZABLE),
                view -> value(view, key),
                value -> exchange.end(200, Exchange.TEXT, Buffer.buffer(value)),
                failure -> fail(exchange, Problem.ofRead(failure), failure));
    }

    private static byte[] value(ReadView view, byte[] key) {
        KeyValue entry = key.length == 0 ? null : view.get(key);
        if (entry == null) {
            throw new ProblemException(Problem.ofStatus(404, "key not found"));
        }
        return entry.value();
    }

    /** The body first: many clients only read an answer once they have sent everything. */
    private void write(Exchange exchange) {
        BodyReader.read(
                exchange.request(),
                Limits.DEFAULT.maxValueBytes(),
                budget,
                value -> exchange.attempt(
                        () -> write(exchange, operation(exchange, value)),
                        failure -> fail(exchange, Problem.of(failure), failure)),
                exchange::endAsText);
    }

    private static TokenWrite operation(Exchange exchange, byte[] value) {
        RequestTarget target = RequestTarget.of(exchange.request().uri());
        byte[] key = target.pathAfter(KEY);
        if (key.length == 0) {
            throw new ProblemException(Problem.badRequest("key is required: PUT /kvstore/KEY?token=N"));
        }
        return new TokenWrite(key, value, token(target.text("token")));
    }

    private void write(Exchange exchange, TokenWrite write) {
        exchange.when(
                service.write(write),
                reply -> reply,
                reply -> answer(exchange, reply),
                failure -> fail(exchange, Problem.of(failure), failure));
    }

    private static void answer(Exchange exchange, Reply reply) {
        if (reply instanceof Reply.Failure failure) {
            exchange.endAsText(Problem.of(failure));
        } else {
            exchange.end(200, Exchange.TEXT, Buffer.buffer());
        }
    }

    /** Any 64-bit integer is a token: whether it is the right one is for the store to say. */
    private static long token(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            throw new ProblemException(Problem.badRequest("token is required"));
        }
        if (INTEGER.matcher(text).matches()) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException _) {
                // too long a number, which is answered like no number
            }
        }
        throw new ProblemException(
                Problem.badRequest("token must be a 64-bit integer; GET /kvstore_next answers the next one"));
    }

    /** These routes know 503 for "not done" and 504 for "perhaps done", and nothing between them. */
    private static void fail(Exchange exchange, Problem problem, Throwable failure) {
        Problem known = Exchange.logged(problem, failure);
        exchange.endAsText(
                known.status() == 429 ? new Problem(503, known.code(), known.detail(), known.effect()) : known);
    }
}
