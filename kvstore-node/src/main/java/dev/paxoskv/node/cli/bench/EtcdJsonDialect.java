package dev.paxoskv.node.cli.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** etcd's JSON gateway: every request is a POST with keys and values in base 64. */
final class EtcdJsonDialect implements HttpDialect {
    private static final Base64.Encoder BASE64 = Base64.getEncoder();
    private static final int OK = 200;

    @Override
    public Request request(Operation operation, byte[] key, byte[] value) {
        String encodedKey = text(key);
        return switch (operation) {
            case PUT -> post("/v3/kv/put", "{\"key\":\"" + encodedKey + "\",\"value\":\"" + text(value) + "\"}");
            case GET -> post("/v3/kv/range", "{\"key\":\"" + encodedKey + "\"}");
            case SERIALIZABLE_GET -> post("/v3/kv/range", "{\"key\":\"" + encodedKey + "\",\"serializable\":true}");
        };
    }

    @Override
    public @Nullable String errorIn(Operation operation, int status, Buffer body) {
        if (status != OK) {
            return "HTTP " + status;
        }
        return operation == Operation.PUT || body.toString(US_ASCII).contains("\"kvs\"") ? null : "key is missing";
    }

    private static Request post(String uri, String json) {
        return new Request(HttpMethod.POST, uri, Buffer.buffer(json));
    }

    private static String text(byte[] bytes) {
        return BASE64.encodeToString(bytes);
    }
}
