package dev.paxoskv.node.cli.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/** PaxosKV's REST v1: values travel as they are. */
final class RestDialect implements HttpDialect {
    private static final String KV = "/api/v1/kv/";
    private static final int OK = 200;
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;

    @Override
    public Request request(Operation operation, byte[] key, byte[] value) {
        String uri = KV + new String(key, US_ASCII).replace("/", "%2F");
        return switch (operation) {
            case PUT -> new Request(HttpMethod.PUT, uri, Buffer.buffer(value));
            case GET -> new Request(HttpMethod.GET, uri, Buffer.buffer());
            case SERIALIZABLE_GET -> new Request(HttpMethod.GET, uri + "?consistency=stale", Buffer.buffer());
        };
    }

    @Override
    public @Nullable String errorIn(Operation operation, int status, Buffer body) {
        return status == OK || status == CREATED || status == NO_CONTENT ? null : "HTTP " + status;
    }
}
