package dev.paxoskv.node.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** A client of one node over HTTP: the routes with tokens, and what the node says of itself. Any thread. */
final class HttpNode {
    static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final String base;
    private final Duration timeout;

    HttpNode(int port, Duration timeout) {
        this.timeout = timeout;
        base = "http://" + NodePorts.HOST + ":" + port;
    }

    /** The next token. */
    Answer<Long> nextToken() {
        return send(request("/kvstore_next").GET(), response -> Long.parseLong(response.body()));
    }

    /** Writes under a token, and answers the token, which is the revision of the write. */
    Answer<Long> put(String key, long number, long token) {
        return send(
                request("/kvstore/" + key + "?token=" + token).PUT(BodyPublishers.ofString(Long.toString(number))),
                _ -> token);
    }

    /** Reads linearizably; nothing if there is no such key. */
    Answer<Optional<Long>> get(String key) {
        return send(
                request("/kvstore/" + key).GET(),
                response ->
                        response.statusCode() == 404 ? Optional.empty() : Optional.of(Long.parseLong(response.body())));
    }

    /** What the node says of itself and its cluster; missing if it does not answer. */
    JsonNode status() {
        return ask("/api/v1/cluster");
    }

    /** What the newest configuration that the node knows says of it. */
    String membership() {
        return ask("/api/v1/admin/status").path("membership").asText();
    }

    /** The hash of all that can be read at this revision or below. */
    String hash(long revision) {
        return ask("/api/v1/admin/hash?consistency=stale&revision=" + revision)
                .path("hash")
                .asText();
    }

    private JsonNode ask(String target) {
        return send(request(target).GET(), HttpResponse::body) instanceof Answer.Done<String> done
                ? json(done.value())
                : MissingNode.getInstance();
    }

    /** Saves the whole store to a file, as it comes. */
    void snapshot(Path file) {
        try {
            HttpResponse<Path> response =
                    HTTP.send(request("/api/v1/admin/snapshot").GET().build(), BodyHandlers.ofFile(file));
            if (response.statusCode() != 200) {
                throw new IllegalStateException("no snapshot: " + response);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("no JSON: " + text, broken);
        }
    }

    /** Whether it serves linearizable requests. */
    boolean isReady() {
        return status(request("/q/health/ready").GET()) == 200;
    }

    private int status(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException noAnswer) {
            return 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create(base + target)).timeout(timeout);
    }

    private static <T> Answer<T> send(HttpRequest.Builder builder, Function<HttpResponse<String>, T> value) {
        try {
            HttpResponse<String> response = HTTP.send(builder.build(), BodyHandlers.ofString(UTF_8));
            return switch (response.statusCode()) {
                case 200 -> new Answer.Done<>(value.apply(response));
                case 404 -> isRead(response) ? new Answer.Done<>(value.apply(response)) : wrong(response);
                case 409 -> isRead(response) ? wrong(response) : new Answer.Conflict<>();
                case 503 -> new Answer.Refused<>(response.body());
                case 504 -> new Answer.Unknown<>(response.body());
                default -> wrong(response);
            };
        } catch (ConnectException | HttpConnectTimeoutException notSent) {
            return new Answer.Refused<>(notSent.toString());
        } catch (IOException cut) {
            return new Answer.Unknown<>(cut.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Answer.Unknown<>("interrupted");
        }
    }

    private static boolean isRead(HttpResponse<String> response) {
        return response.request().method().equals("GET");
    }

    private static <T> Answer<T> wrong(HttpResponse<String> response) {
        return new Answer.Wrong<>(response + ": " + response.body());
    }
}
