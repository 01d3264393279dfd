package dev.paxoskv.node.cli.bench;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** How an operation looks in one HTTP interface. */
interface HttpDialect {
    Request request(Operation operation, byte[] key, byte[] value);

    /** The kind of error in an answer, or null if it is a success. */
    @Nullable String errorIn(Operation operation, int status, Buffer body);

    /** One HTTP request; an empty body is sent as none. */
    record Request(HttpMethod method, String uri, Buffer body) {}
}
