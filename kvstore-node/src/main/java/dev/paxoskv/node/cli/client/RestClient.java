package dev.paxoskv.node.cli.client;

import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.ExitCode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * REST v1 against the first of several endpoints that can serve a request.
 *
 * <p>A read goes on to the next endpoint when one cannot be reached, breaks off or answers 503. A write goes on only
 * where it is certain that nothing was done: the connection could not be made, or the answer says so. Each endpoint is
 * asked once; a node waits through a change of leader by itself. Used by one thread.
 */
final class RestClient implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final int SERVICE_UNAVAILABLE = 503;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final List<URI> endpoints;
    private final Duration timeout;

    RestClient(List<URI> endpoints, Duration timeout) {
        this.endpoints = endpoints;
        this.timeout = timeout;
    }

    /** GETs {@code path} (with its query) and returns a success; any other answer becomes a failure. */
    Answer read(String path) {
        return successOf(firstAnswer("GET", path, BodyPublishers.noBody(), Map.of()));
    }

    /** Sends a write and returns a success; any other answer becomes a failure. */
    Answer write(String method, String path, byte[] body, Map<String, String> headers) {
        return successOf(firstAnswer(method, path, BodyPublishers.ofByteArray(body), headers));
    }

    /** What became of a change that was sent. */
    sealed interface Attempt {

        /** A node answered, one way or the other. */
        record Answered(Answer answer) implements Attempt {}

        /** Nobody could take it: nothing was done. */
        record Unreached(CommandFailure failure) implements Attempt {}

        /** It may have been done. */
        record Unknown(CommandFailure failure) implements Attempt {}
    }

    /** Sends a change and says what became of it; leaves to the caller what to make of that. */
    Attempt attempt(String method, String path, byte[] body, Map<String, String> headers) {
        Attempt attempt = firstAnswer(method, path, BodyPublishers.ofByteArray(body), headers);
        if (attempt instanceof Attempt.Answered(Answer answer) && !answer.isSuccess()) {
            Problem problem = Problem.of(answer);
            return problem.isUnknown() ? new Attempt.Unknown(problem.asFailure()) : attempt;
        }
        return attempt;
    }

    /** GETs {@code path} from one endpoint and returns its answer, whatever it is. */
    static Answer readFrom(URI endpoint, String path, Duration timeout) throws IOException {
        try (RestClient client = new RestClient(List.of(endpoint), timeout)) {
            return client.send(client.request(endpoint, "GET", path, BodyPublishers.noBody(), Map.of()), endpoint);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private static Answer successOf(Attempt attempt) {
        return switch (attempt) {
            case Attempt.Answered(Answer answer) when answer.isSuccess() -> answer;
            case Attempt.Answered(Answer answer) -> throw Problem.of(answer).asFailure();
            case Attempt.Unreached(CommandFailure failure) -> throw failure;
            case Attempt.Unknown(CommandFailure failure) -> throw failure;
        };
    }

    private Attempt firstAnswer(String method, String path, BodyPublisher body, Map<String, String> headers) {
        boolean write = !method.equals("GET");
        List<String> refusals = new ArrayList<>();
        for (URI endpoint : endpoints) {
            try {
                Answer answer = send(request(endpoint, method, path, body, headers), endpoint);
                if (!mayGoElsewhere(answer, write)) {
                    return new Attempt.Answered(answer);
                }
                refusals.add(endpoint + ": " + Problem.of(answer).summary());
            } catch (ConnectException | HttpConnectTimeoutException e) {
                refusals.add(endpoint + ": cannot connect; is the node running there?");
            } catch (IOException e) {
                if (write) {
                    return new Attempt.Unknown(outcomeUnknown(endpoint, e));
                }
                refusals.add(endpoint + ": " + reason(e));
            }
        }
        return new Attempt.Unreached(new CommandFailure(
                ExitCode.UNAVAILABLE, "no endpoint could serve the request\n  " + String.join("\n  ", refusals)));
    }

    private static boolean mayGoElsewhere(Answer answer, boolean write) {
        return answer.status() == SERVICE_UNAVAILABLE
                && (!write || Problem.of(answer).nothingDone());
    }

    private HttpRequest request(
            URI endpoint, String method, String path, BodyPublisher body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint + path))
                .timeout(timeout)
                .method(method, body);
        headers.forEach(request::header);
        return request.build();
    }

    private Answer send(HttpRequest request, URI endpoint) throws IOException {
        try {
            HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
            return new Answer(endpoint, response.statusCode(), response.headers(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.UNAVAILABLE, "interrupted; a write may have been done or not");
        }
    }

    private static CommandFailure outcomeUnknown(URI endpoint, IOException e) {
        return new CommandFailure(
                ExitCode.UNAVAILABLE,
                "no answer from " + endpoint + ": " + reason(e)
                        + "; the write may have been done or not: read the key before trying again");
    }

    /** What went wrong, in words; some of the client's exceptions carry none. */
    static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
