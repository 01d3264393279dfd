package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.api.metrics.RequestMetrics;
import dev.paxoskv.node.api.metrics.RequestMetrics.Recorder;
import dev.paxoskv.node.replica.KeyValueService;
import dev.paxoskv.node.statemachine.Compare;
import dev.paxoskv.node.statemachine.KeyValue;
import dev.paxoskv.node.statemachine.Limits;
import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.Operation.DeleteRange;
import dev.paxoskv.node.statemachine.Operation.Put;
import dev.paxoskv.node.statemachine.Operation.Range;
import dev.paxoskv.node.statemachine.Operation.Txn;
import dev.paxoskv.node.statemachine.Operation.TxnOperation;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.Reply;
import dev.paxoskv.node.statemachine.Reply.DeleteReply;
import dev.paxoskv.node.statemachine.Reply.PutReply;
import dev.paxoskv.node.statemachine.Reply.RangeReply;
import dev.paxoskv.node.statemachine.Reply.TxnReply;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/**
 * One key of v1: {@code /api/v1/kv/{key}} with GET, HEAD, PUT and DELETE. The key is the rest of the raw path, or the
 * parameter {@code key_b64}; the value is the bare body.
 */
@Singleton
final class KeyRoutes {

    static final String COLLECTION = "/api/v1/kv";
    static final String PREFIX = COLLECTION + "/";
    static final String KEY_PARAMETER = "key_b64";

    private static final Set<String> READ_PARAMETERS = Set.of(KEY_PARAMETER, "revision", "consistency");
    private static final Set<String> WRITE_PARAMETERS = Set.of(KEY_PARAMETER);

    private final KeyValueService service;
    private final BodyBudget budget;
    private final Recorder gets;
    private final Recorder puts;
    private final Recorder deletes;

    KeyRoutes(KeyValueService service, BodyBudget budget, RequestMetrics metrics) {
        this.service = service;
        this.budget = budget;
        gets = metrics.recorder("rest", "get");
        puts = metrics.recorder("rest", "put");
        deletes = metrics.recorder("rest", "delete");
    }

    /** Answers a request for one key. */
    void handle(RoutingContext routing) {
        HttpMethod method = routing.request().method();
        if (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)) {
            Exchange exchange = new Exchange(routing, gets);
            exchange.attempt(() -> get(exchange), failure -> fail(exchange, Problem.ofRead(failure), failure));
        } else if (method.equals(HttpMethod.PUT)) {
            Exchange exchange = new Exchange(routing, puts);
            exchange.attempt(() -> put(exchange), failure -> fail(exchange, Problem.of(failure), failure));
        } else if (method.equals(HttpMethod.DELETE)) {
            Exchange exchange = new Exchange(routing, deletes);
            exchange.attempt(() -> delete(exchange), failure -> fail(exchange, Problem.of(failure), failure));
        } else {
            Exchange exchange = new Exchange(routing, gets);
            exchange.response().putHeader(HttpHeaderNames.ALLOW, "GET, HEAD, PUT, DELETE");
            exchange.end(Problem.methodNotAllowed(method.name(), "GET HEAD PUT DELETE"), service.status());
        }
    }

    private void get(Exchange exchange) {
        RequestTarget target = target(exchange, READ_PARAMETERS);
        byte[] key = key(target);
        ReadOptions options = ReadOptions.of(target);
        exchange.when(
                service.read(options.consistency()),
                view -> read(view, key, options.revision()),
                reply -> answerRead(exchange, reply),
                failure -> fail(exchange, Problem.ofRead(failure), failure));
    }

    private static RangeReply read(ReadView view, byte[] key, long revision) {
        return switch (view.range(Range.of(key).withRevision(revision))) {
            case RangeReply range -> range;
            case Reply.Failure failure -> throw new ProblemException(Problem.of(failure));
            case Reply other -> throw new IllegalStateException("a range answered " + other);
        };
    }

    private void answerRead(Exchange exchange, RangeReply reply) {
        exchange.response().putHeader("X-KV-Revision", Long.toString(reply.revision()));
        if (reply.kvs().isEmpty()) {
            throw new ProblemException(Problem.noKey());
        }
        KeyValue entry = reply.kvs().getFirst();
        describe(exchange, entry.modRevision(), entry.createRevision(), entry.version());
        if (entry.lease() != 0) {
            exchange.response().putHeader("X-KV-Lease", String.format("%016x", entry.lease()));
        }
        if (Conditions.isKnown(exchange.request().headers(), entry.modRevision())) {
            exchange.end(304);
        } else {
            exchange.response().putHeader("X-Content-Type-Options", "nosniff");
            exchange.end(200, contentType(exchange), Buffer.buffer(entry.value()));
        }
    }

    /** The store keeps no content type, so the reader says what the bytes are. */
    private static String contentType(Exchange exchange) {
        String accept = exchange.request().getHeader(HttpHeaderNames.ACCEPT);
        boolean text = accept != null && (accept.contains("text/plain") || accept.contains("text/*"));
        return text ? Exchange.TEXT : "application/octet-stream";
    }

    /** The body first: many clients only read an answer once they have sent everything. */
    private void put(Exchange exchange) {
        BodyReader.read(
                exchange.request(),
                Limits.DEFAULT.maxValueBytes(),
                budget,
                value -> exchange.attempt(
                        () -> put(exchange, value), failure -> fail(exchange, Problem.of(failure), failure)),
                problem -> exchange.end(problem, service.status()));
    }

    private void put(Exchange exchange, byte[] value) {
        byte[] key = key(target(exchange, WRITE_PARAMETERS));
        refuseIdempotencyKey(exchange);
        List<Compare> conditions = Conditions.forWrite(exchange.request().headers(), key);
        write(exchange, key, conditions, new Put(key, value, 0, true, false, false));
    }

    private void delete(Exchange exchange) {
        byte[] key = key(target(exchange, WRITE_PARAMETERS));
        refuseIdempotencyKey(exchange);
        List<Compare> conditions = Conditions.forWrite(exchange.request().headers(), key);
        write(exchange, key, conditions, DeleteRange.of(key));
    }

    private void write(Exchange exchange, byte[] key, List<Compare> conditions, TxnOperation write) {
        Operation operation = conditions.isEmpty()
                ? write
                : new Txn(conditions, List.of(write), List.of(Range.of(key).withKeysOnly()));
        exchange.when(
                service.write(operation),
                reply -> reply,
                reply -> answerWrite(exchange, reply),
                failure -> fail(exchange, Problem.of(failure), failure));
    }

    private static void answerWrite(Exchange exchange, Reply reply) {
        switch (reply) {
            case PutReply put -> {
                KeyValue previous = put.previous();
                long created = previous == null ? put.revision() : previous.createRevision();
                describe(exchange, put.revision(), created, previous == null ? 1 : previous.version() + 1);
                exchange.response().putHeader("X-KV-Revision", Long.toString(put.revision()));
                exchange.end(200);
            }
            case DeleteReply delete -> {
                exchange.response().putHeader("X-KV-Revision", Long.toString(delete.revision()));
                if (delete.deleted() == 0) {
                    throw new ProblemException(Problem.noKey());
                }
                exchange.end(204);
            }
            case TxnReply txn
            when txn.succeeded() -> answerWrite(exchange, txn.responses().getFirst());
            case TxnReply txn -> throw new ProblemException(unmet(exchange, txn));
            case Reply.Failure failure -> throw new ProblemException(Problem.of(failure));
            case Reply other -> throw new IllegalStateException("a write of one key answered " + other);
        }
    }

    private static Problem unmet(Exchange exchange, TxnReply txn) {
        exchange.response().putHeader("X-KV-Revision", Long.toString(txn.revision()));
        if (txn.responses().getFirst() instanceof RangeReply found
                && !found.kvs().isEmpty()) {
            String tag = Conditions.tag(found.kvs().getFirst().modRevision());
            exchange.response().putHeader(HttpHeaderNames.ETAG, tag);
            return Problem.preconditionFailed(
                    "the key is at " + tag + " now; read it again and write under its new entity tag");
        }
        return Problem.preconditionFailed("there is no such key now; write it with If-None-Match: * to create it");
    }

    private static void describe(Exchange exchange, long modRevision, long createRevision, long version) {
        exchange.response()
                .putHeader(HttpHeaderNames.ETAG, Conditions.tag(modRevision))
                .putHeader("X-KV-Create-Revision", Long.toString(createRevision))
                .putHeader("X-KV-Version", Long.toString(version));
    }

    private static RequestTarget target(Exchange exchange, Set<String> parameters) {
        RequestTarget target = RequestTarget.of(exchange.request().uri());
        target.requireOnly(parameters);
        return target;
    }

    private static byte[] key(RequestTarget target) {
        byte[] path = target.path().length() < PREFIX.length() ? new byte[0] : target.pathAfter(PREFIX);
        String encoded = target.text(KEY_PARAMETER);
        if (encoded != null && path.length != 0) {
            throw new ProblemException(Problem.badRequest("give the key in the path or as key_b64, not both"));
        }
        byte[] key = encoded == null ? path : Parameters.base64(KEY_PARAMETER, encoded);
        if (key.length == 0) {
            throw new ProblemException(Problem.badRequest("a key has at least one byte: /api/v1/kv/KEY"));
        }
        return Parameters.key("the key", key);
    }

    /** Better no promise than one that is not kept: a client that sends the header relies on it when it tries again. */
    private static void refuseIdempotencyKey(Exchange exchange) {
        if (exchange.request().headers().contains("Idempotency-Key")) {
            throw new ProblemException(Problem.badRequest("Idempotency-Key is not supported;"
                    + " make the write conditional with If-Match or If-None-Match, then it can be tried again"));
        }
    }

    private void fail(Exchange exchange, Problem problem, Throwable failure) {
        exchange.end(Exchange.logged(problem, failure), service.status());
    }
}
