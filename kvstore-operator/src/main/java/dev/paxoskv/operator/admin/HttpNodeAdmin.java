package dev.paxoskv.operator.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.OperatorSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The administrative interface over HTTP, at the nodes' usual port. */
@Singleton
public final class HttpNodeAdmin implements NodeAdmin {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient http;
    private final Duration timeout;
    private final int port;

    @Inject
    public HttpNodeAdmin(OperatorSettings settings) {
        this(settings.nodeTimeout(), Names.HTTP_PORT);
    }

    HttpNodeAdmin(Duration timeout, int port) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
        this.timeout = timeout;
        this.port = port;
    }

    @Override
    public Map<String, NodeStatus> statuses(List<String> hosts) {
        Map<String, CompletableFuture<Optional<NodeStatus>>> asked = new HashMap<>();
        for (String host : hosts) {
            asked.put(
                    host,
                    http.sendAsync(get(host, "/api/v1/admin/status"), BodyHandlers.ofString())
                            .thenApply(HttpNodeAdmin::json)
                            .thenApply(json -> json.map(NodeJson::status))
                            .exceptionally(_ -> Optional.empty()));
        }
        Map<String, NodeStatus> statuses = new HashMap<>();
        asked.forEach((host, answer) -> answer.join().ifPresent(status -> statuses.put(host, status)));
        return statuses;
    }

    @Override
    public Optional<ClusterReport> confirmed(String host) {
        return http.sendAsync(get(host, "/api/v1/cluster?confirmed=true"), BodyHandlers.ofString())
                .thenApply(HttpNodeAdmin::json)
                .thenApply(json -> json.map(NodeJson::cluster))
                .exceptionally(_ -> Optional.empty())
                .join();
    }

    @Override
    public Reply bootstrap(String host, String clusterId, String memberId) {
        return send("POST", host, "/api/v1/admin/bootstrap", Map.of("cluster_id", clusterId, "member_id", memberId));
    }

    @Override
    public Reply addLearner(String host, long expectedEpoch, NewMember member) {
        return send(
                "POST",
                host,
                "/api/v1/cluster/members",
                Map.of(
                        "expected_epoch", Long.toString(expectedEpoch),
                        "member_id", member.memberId(),
                        "name", member.name(),
                        "peer", member.peer(),
                        "http", member.http(),
                        "grpc", member.grpc()));
    }

    @Override
    public Reply promote(String host, long expectedEpoch, String memberId) {
        return send("POST", host, member(memberId) + "/promote?expected_epoch=" + expectedEpoch, Map.of());
    }

    @Override
    public Reply remove(String host, long expectedEpoch, String memberId) {
        return send("DELETE", host, member(memberId) + "?expected_epoch=" + expectedEpoch, Map.of());
    }

    @Override
    public Reply transferLeader(String host, String memberId) {
        return send("PUT", host, "/api/v1/cluster/leader", Map.of("member_id", memberId));
    }

    private static String member(String memberId) {
        return "/api/v1/cluster/members/" + memberId;
    }

    private HttpRequest get(String host, String path) {
        return request(host, path).GET().build();
    }

    private HttpRequest.Builder request(String host, String path) {
        String address = host.contains(":") ? "[" + host + "]" : host;
        return HttpRequest.newBuilder(URI.create("http://" + address + ":" + port + path))
                .timeout(timeout);
    }

    private Reply send(String method, String host, String path, Map<String, String> body) {
        try {
            HttpRequest request = request(host, path)
                    .timeout(timeout.multipliedBy(3))
                    .header("Content-Type", "application/json")
                    .method(
                            method,
                            body.isEmpty()
                                    ? BodyPublishers.noBody()
                                    : BodyPublishers.ofString(MAPPER.writeValueAsString(body)))
                    .build();
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            return response.statusCode() / 100 == 2 ? Reply.DONE : Reply.refused(problem(response));
        } catch (IOException e) {
            return Reply.refused("no answer: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Reply.refused("interrupted");
        }
    }

    private static Optional<JsonNode> json(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            return Optional.empty();
        }
        try {
            return Optional.of(MAPPER.readTree(response.body()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The code and the detail of a problem, which are written for humans. */
    private static String problem(HttpResponse<String> response) {
        try {
            JsonNode json = MAPPER.readTree(response.body());
            return json.path("code").asText("status " + response.statusCode()) + ": "
                    + json.path("detail").asText("");
        } catch (IOException e) {
            return "status " + response.statusCode();
        }
    }
}
