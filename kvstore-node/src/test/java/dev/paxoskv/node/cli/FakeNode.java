package dev.paxoskv.node.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One node's REST v1 over a map, enough of it for the commands; answers can be put in its mouth. */
public final class FakeNode implements AutoCloseable {
    private static final String KEY_PATH = "/api/v1/kv/";

    private final HttpServer server;
    private final TreeMap<String, Stored> store = new TreeMap<>();
    private final List<String> requests = new ArrayList<>();
    private final Queue<Reply> scripted = new ArrayDeque<>();
    private final Map<String, Queue<Scripted>> scriptedFor = new HashMap<>();
    private final List<String> bodies = new ArrayList<>();
    private long revision = 1;
    private String cluster = "{}";

    public FakeNode() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** The next request is answered so, whatever it is. A status of 0 breaks the connection off. */
    public FakeNode answering(int status, String contentType, String body) {
        return answering(status, contentType, body.getBytes(UTF_8));
    }

    /** The same with any bytes. */
    public synchronized FakeNode answering(int status, String contentType, byte[] body) {
        scripted.add(new Reply(status, Map.of("Content-Type", contentType), body));
        return this;
    }

    public FakeNode answeringProblem(int status, String json) {
        return answering(status, "application/problem+json", json);
    }

    /**
     * The next request of this method and path is answered so; several such answers are given in their order.
     *
     * @param request method and path, without the query
     * @param status the status; 0 breaks the connection off
     * @param json the body
     * @param effect what happens at the node then, before it answers
     */
    public synchronized FakeNode answeringTo(String request, int status, String json, Runnable effect) {
        Map<String, String> headers =
                Map.of("Content-Type", status < 300 ? "application/json" : "application/problem+json");
        Reply reply = new Reply(status, headers, json.getBytes(UTF_8));
        scriptedFor.computeIfAbsent(request, _ -> new ArrayDeque<>()).add(new Scripted(reply, effect));
        return this;
    }

    public FakeNode answeringTo(String request, int status, String json) {
        return answeringTo(request, status, json, () -> {});
    }

    /** The bodies of the requests so far, as text. */
    public synchronized List<String> bodies() {
        return List.copyOf(bodies);
    }

    public synchronized FakeNode saysOfItsCluster(String json) {
        cluster = json;
        return this;
    }

    public synchronized FakeNode holding(String key, byte[] value) {
        write(key, value);
        return this;
    }

    public FakeNode holding(String key, String value) {
        return holding(key, value.getBytes(UTF_8));
    }

    public synchronized byte @Nullable [] value(String key) {
        Stored stored = store.get(key);
        return stored == null ? null : stored.value();
    }

    /** Method and raw target of each request so far. */
    public synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        Reply reply = answer(exchange, body);
        if (reply.status() != 0) {
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            boolean bare = reply.body().length == 0;
            exchange.sendResponseHeaders(reply.status(), bare ? -1 : reply.body().length);
            exchange.getResponseBody().write(reply.body());
        }
        exchange.close();
    }

    private synchronized Reply answer(HttpExchange exchange, byte[] body) {
        String method = exchange.getRequestMethod();
        requests.add(method + " " + exchange.getRequestURI());
        bodies.add(new String(body, UTF_8));
        Reply next = scripted.poll();
        if (next != null) {
            return next;
        }
        String path = exchange.getRequestURI().getRawPath();
        Scripted known = scriptedFor
                .getOrDefault(method + " " + path, new ArrayDeque<>())
                .poll();
        if (known != null) {
            known.effect().run();
            return known.reply();
        }
        if (path.equals("/api/v1/cluster")) {
            return Reply.json(cluster);
        }
        if (path.equals("/api/v1/kv")) {
            return list(query(exchange));
        }
        String key = decode(path.substring(KEY_PATH.length()));
        return switch (method) {
            case "GET" -> read(key);
            case "PUT" -> putIf(key, body, exchange.getRequestHeaders());
            case "DELETE" -> delete(key);
            default -> Reply.problem(400, "no such method here");
        };
    }

    private Reply read(String key) {
        Stored stored = store.get(key);
        return stored == null ? Reply.problem(404, "key not found") : new Reply(200, headers(stored), stored.value());
    }

    private Reply putIf(String key, byte[] value, Headers headers) {
        Stored old = store.get(key);
        String wanted = headers.getFirst("If-Match");
        boolean holds = wanted == null || (old != null && wanted.equals("\"" + old.modRevision() + "\""));
        if (!holds || (old != null && headers.containsKey("If-None-Match"))) {
            return Reply.problem(412, "the condition does not hold");
        }
        return new Reply(200, headers(write(key, value)), new byte[0]);
    }

    private Reply delete(String key) {
        if (store.remove(key) == null) {
            return Reply.problem(404, "key not found");
        }
        revision++;
        return new Reply(200, Map.of("X-KV-Revision", Long.toString(revision)), new byte[0]);
    }

    private Stored write(String key, byte[] value) {
        revision++;
        Stored old = store.get(key);
        Stored stored = new Stored(
                value, old == null ? revision : old.createRevision(), revision, old == null ? 1 : old.version() + 1);
        store.put(key, stored);
        return stored;
    }

    /** Pages of what the limit says; the cursor is the last key that was listed. */
    private Reply list(Map<String, String> query) {
        String prefix = query.getOrDefault("prefix", "");
        int limit = Integer.parseInt(query.getOrDefault("limit", "1000"));
        String after = query.getOrDefault("cursor", "");
        List<String> all = store.keySet().stream()
                .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
                .toList();
        List<String> page = all.subList(0, Math.min(limit, all.size()));
        String items = String.join(",", page.stream().map(FakeNode::item).toList());
        String cursor = page.size() == all.size() ? "" : ",\"cursor\":\"" + page.getLast() + "\"";
        return Reply.json("{\"revision\":\"%d\",\"items\":[%s]%s}".formatted(revision, items, cursor));
    }

    /** A key that begins with a replacement character stands for one that is not UTF-8. */
    private static String item(String key) {
        return key.startsWith("\ufffd")
                ? "{\"key_base64\":\"/w==\"}"
                : "{\"key\":\"" + key.replace("\\", "\\\\").replace("\n", "\\n") + "\"}";
    }

    private Map<String, String> headers(Stored stored) {
        return Map.of(
                "ETag", "\"" + stored.modRevision() + "\"",
                "X-KV-Create-Revision", Long.toString(stored.createRevision()),
                "X-KV-Version", Long.toString(stored.version()),
                "X-KV-Revision", Long.toString(revision));
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> parameters = new TreeMap<>();
        String query = exchange.getRequestURI().getRawQuery();
        for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            parameters.put(parameter.substring(0, equals), decode(parameter.substring(equals + 1)));
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }

    private record Stored(byte[] value, long createRevision, long modRevision, long version) {}

    private record Scripted(Reply reply, Runnable effect) {}

    private record Reply(int status, Map<String, String> headers, byte[] body) {
        static Reply json(String json) {
            return new Reply(200, Map.of("Content-Type", "application/json"), json.getBytes(UTF_8));
        }

        static Reply problem(int status, String detail) {
            String json = "{\"status\":%d,\"detail\":\"%s\",\"outcome\":\"none\"}".formatted(status, detail);
            return new Reply(status, Map.of("Content-Type", "application/problem+json"), json.getBytes(UTF_8));
        }
    }
}
