package dev.paxoskv.operator.scenario;

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
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A client that writes one key after the other through whatever node is ready, and remembers what was acknowledged. */
final class AcknowledgedWrites implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PACE = Duration.ofMillis(20);
    private static final Pattern KEY = Pattern.compile("\"key\":\"w/([0-9]+)\",\"value\":\"([0-9]+)\"");
    private static final Pattern CURSOR = Pattern.compile("\"cursor\":\"([^\"]+)\"");

    private final Supplier<@Nullable String> endpoint;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final NavigableSet<Integer> acknowledged = new ConcurrentSkipListSet<>();
    private final Thread writer;
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
            if (host != null && !paused && put(host, key)) {
                acknowledged.add(key);
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

    /** What was acknowledged and is not there, or not with its value. */
    Set<Integer> lost(String host) throws IOException {
        Set<Integer> expected = new ConcurrentSkipListSet<>(acknowledged);
        String page = "?prefix=w/&limit=1000";
        while (page != null) {
            String body = send(HttpRequest.newBuilder(uri(host, page)).GET()).body();
            Set<Integer> found = KEY.matcher(body)
                    .results()
                    .filter(item -> item.group(1).equals(item.group(2)))
                    .map(item -> Integer.valueOf(item.group(1)))
                    .collect(Collectors.toSet());
            expected.removeAll(found);
            Matcher cursor = CURSOR.matcher(body);
            page = cursor.find() ? "?limit=1000&cursor=" + cursor.group(1) : null;
        }
        return expected;
    }

    @Override
    public void close() {
        closed = true;
        writer.interrupt();
    }
}
