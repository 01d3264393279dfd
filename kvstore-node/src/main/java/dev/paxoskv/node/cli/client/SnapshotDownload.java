package dev.paxoskv.node.cli.client;

import dev.paxoskv.node.cli.console.CommandFailure;
import dev.paxoskv.node.cli.console.Console;
import dev.paxoskv.node.cli.console.ExitCode;
import dev.paxoskv.node.snapshot.SnapshotException;
import dev.paxoskv.node.snapshot.SnapshotFile;
import dev.paxoskv.node.snapshot.SnapshotSink;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Fetches a snapshot from the first of several endpoints that gives it whole. A transfer that breaks off begins anew at the
 * next endpoint: its snapshot is another one. Used by one thread.
 */
final class SnapshotDownload {
    private static final String PATH = "/api/v1/admin/snapshot";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int LONGEST_PROBLEM = 64 << 10;

    private final List<URI> endpoints;
    private final Duration timeout;
    private final PartFile out;
    private final Console console;

    SnapshotDownload(List<URI> endpoints, Duration timeout, PartFile out, Console console) {
        this.endpoints = endpoints;
        this.timeout = timeout;
        this.out = out;
        this.console = console;
    }

    /** Fetches and checks it. A failure to write is an {@link IOException}. */
    SnapshotFile.Verified run() throws IOException {
        List<String> refusals = new ArrayList<>();
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build()) {
            for (URI endpoint : endpoints) {
                try {
                    return fetch(http, endpoint);
                } catch (Broken reason) {
                    refusals.add(endpoint + ": " + reason.getMessage());
                }
            }
        }
        throw new CommandFailure(
                ExitCode.UNAVAILABLE, "no endpoint gave the snapshot\n  " + String.join("\n  ", refusals));
    }

    private SnapshotFile.Verified fetch(HttpClient http, URI endpoint) throws IOException, Broken {
        HttpResponse<InputStream> response = send(http, endpoint);
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw refusal(endpoint, response, body);
            }
            out.restart();
            return receive(body);
        }
    }

    private SnapshotFile.Verified receive(InputStream body) throws IOException, Broken {
        try (Stall stall = new Stall(body, timeout);
                CopyingInput copy = new CopyingInput(body, out, stall::moved)) {
            return SnapshotFile.read(
                    new BufferedInputStream(copy, BUFFER_BYTES), new SnapshotProgress(console, SnapshotSink.NONE));
        } catch (SnapshotException damaged) {
            throw new Broken(String.valueOf(damaged.getMessage()));
        } catch (CopyingInput.ReadFailure e) {
            throw new Broken("broke off after " + SnapshotReport.size(out.length()) + ": " + e.getMessage());
        }
    }

    private HttpResponse<InputStream> send(HttpClient http, URI endpoint) throws Broken {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint + PATH))
                    .timeout(timeout)
                    .build();
            return http.send(request, BodyHandlers.ofInputStream());
        } catch (ConnectException | HttpConnectTimeoutException _) {
            throw new Broken("cannot connect; is the node running there?");
        } catch (IOException e) {
            throw new Broken(RestClient.reason(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.ERROR, "interrupted");
        }
    }

    private static Broken refusal(URI endpoint, HttpResponse<InputStream> response, InputStream body) {
        byte[] text;
        try {
            text = body.readNBytes(LONGEST_PROBLEM);
        } catch (IOException _) {
            text = new byte[0];
        }
        Answer answer = new Answer(endpoint, response.statusCode(), response.headers(), text);
        return new Broken(Problem.of(answer).summary());
    }

    /** Why an endpoint did not give it. */
    private static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken(String reason) {
            super(reason, null, false, false);
        }
    }
}
