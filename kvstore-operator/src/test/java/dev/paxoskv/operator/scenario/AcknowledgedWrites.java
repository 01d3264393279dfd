package dev.paxoskv.operator.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A client that writes one key after the other through whatever node is ready, and remembers what was acknowledged. */
final class AcknowledgedWrites implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PACE = Duration.ofMillis(20);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Supplier<@Nullable String> endpoint;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final NavigableSet<Integer> acknowledged = new ConcurrentSkipListSet<>();
    private final Thread writer;
    private volatile int attempted;
    private volatile boolean paused;
    private volatile boolean idle;
    private volatile boolean closed;

    AcknowledgedWrites(Supplier<@Nullable String> endpoint) {
        this.endpoint = endpoint;
        this.writer = Thread.ofPlatform().name("writer").daemon().start(this::write);
    }

    private void write() {
        for (int key = 0; !closed; key++) {
            String host = endpoint.get();
            idle = paused;
            if (host != null && !paused) {
                attempted = key + 1;
                if (put(host, key)) {
                    acknowledged.add(key);
                }
            }
            LockSupport.parkNanos(PACE.toNanos());
        }
    }

    private boolean put(String host, int key) {
        try {
            return send(HttpRequest.newBuilder(uri(host, "/w%2F" + key))
                                    .PUT(BodyPublishers.ofString(Integer.toString(key))))
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static URI uri(String host, String rest) {
        return URI.create("http://" + host + ":4000/api/v1/kv" + rest);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    int count() {
        return acknowledged.size();
    }

    /** Nothing is under way once {@link #isIdle}. */
    void pause() {
        idle = false;
        paused = true;
    }

    boolean isIdle() {
        return idle;
    }

    void resume() {
        paused = false;
    }

    /** The keys that were acknowledged. */
    Set<String> acknowledged() {
        return acknowledged.stream().map(AcknowledgedWrites::name).collect(Collectors.toSet());
    }

    /** The keys that were ever asked for, whatever became of them. */
    Set<String> attempted() {
        return IntStream.range(0, attempted).mapToObj(AcknowledgedWrites::name).collect(Collectors.toSet());
    }

    private static String name(int key) {
        return "w/" + key;
    }

    /** Whether an item is one that is written here, with its value. */
    static boolean isRight(JsonNode item) {
        return item.path("key").asText().equals("w/" + item.path("value").asText());
    }

    /** What was acknowledged and is not there, or not with its value. */
    Set<String> lost(String host) throws IOException {
        Set<String> expected = acknowledged();
        contents(host, "").forEach((key, item) -> {
            if (isRight(item)) {
                expected.remove(key);
            }
        });
        return expected;
    }

    /**
     * All that a node's cluster has, by key, as the interface tells it.
     *
     * @param more further parameters of the request
     */
    SortedMap<String, JsonNode> contents(String host, String more) throws IOException {
        SortedMap<String, JsonNode> items = new TreeMap<>();
        String page = "?limit=1000" + more;
        while (page != null) {
            HttpResponse<String> answer =
                    send(HttpRequest.newBuilder(uri(host, page)).GET());
            if (answer.statusCode() != 200) {
                throw new IOException(host + " answers " + answer.statusCode() + ": " + answer.body());
            }
            JsonNode list = MAPPER.readTree(answer.body());
            list.path("items").forEach(item -> items.put(item.path("key").asText(), item));
            page = list.has("cursor")
                    ? "?limit=1000&cursor=" + list.path("cursor").asText()
                    : null;
        }
        return items;
    }

    @Override
    public void close() {
        closed = true;
        writer.interrupt();
    }
}
