package dev.paxoskv.operator.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.paxoskv.operator.admin.ClusterReport.MemberReport;
import dev.paxoskv.operator.admin.NodeAdmin.NewMember;
import dev.paxoskv.operator.admin.NodeAdmin.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The nodes' JSON as the node writes it, over real HTTP. */
class HttpNodeAdminTest {

    private static final String HOST = "127.0.0.1";
    private static final String A = "00000000000000aa";
    private static final String B = "00000000000000bb";

    private record Answer(int status, String body) {}

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private NodeAdmin admin;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        admin = new HttpNodeAdmin(Duration.ofSeconds(30), server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(body.isEmpty() ? request : request + " " + body);
        Answer answer = answers.getOrDefault(request, new Answer(404, "{}"));
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void anEmptyNodeHasAnIdAndNoCluster() {
        answers.put("GET /api/v1/admin/status", new Answer(200, """
                {"state":"waiting","member_id":"%s","name":"demo-0","cluster_id":null,"ready":false,
                 "applied_slot":"0","members":[],"version":"0.1.0"}""".formatted(A)));
        assertThat(admin.statuses(List.of(HOST)))
                .containsEntry(HOST, new NodeStatus(A, null, false, 0, "0.1.0", List.of()));
    }

    @Test
    void aNodeThatDoesNotAnswerIsLeftOut() {
        assertThat(admin.statuses(List.of(HOST))).isEmpty();
        server.stop(0);
        assertThat(admin.statuses(List.of(HOST))).isEmpty();
        assertThat(admin.confirmed(HOST)).isEmpty();
    }

    @Test
    void theLeaderKnowsWhoHasCaughtUp() {
        answers.put("GET /api/v1/cluster?confirmed=true", new Answer(200, cluster(A)));
        ClusterReport report = admin.confirmed(HOST).orElseThrow();
        assertThat(report.epoch()).isEqualTo(7);
        assertThat(report.settled()).isTrue();
        assertThat(report.answeredByLeader()).isTrue();
        assertThat(report.removed()).containsExactly("00000000000000cc");
        assertThat(report.members())
                .containsExactly(
                        new MemberReport(A, "demo-0", true, true),
                        new MemberReport(B, "demo-1", false, true),
                        new MemberReport("00000000000000dd", "demo-2", true, false));
    }

    @Test
    void anotherNodeDoesNot() {
        answers.put("GET /api/v1/cluster?confirmed=true", new Answer(200, cluster(B)));
        ClusterReport report = admin.confirmed(HOST).orElseThrow();
        assertThat(report.answeredByLeader()).isFalse();
        assertThat(report.leaderName()).isEqualTo("demo-0");
        assertThat(report.members()).noneMatch(MemberReport::caughtUp);
    }

    private static String cluster(String self) {
        return """
                {"cluster_id":"00000000000000ff","member_id":"%s","leader":{"member_id":"%s","name":"demo-0"},
                 "config_epoch":"7","settled":true,"removed":["00000000000000cc"],"members":[
                  {"member_id":"%s","name":"demo-0","role":"voter"},
                  {"member_id":"%s","name":"demo-1","role":"learner","progress":{"heard":true,"lag":"12"}},
                  {"member_id":"00000000000000dd","name":"demo-2","role":"voter","progress":{"heard":true,"lag":"5000"}}]}""".formatted(self, A, A, B);
    }

    @Test
    void changesCarryTheExpectedEpoch() {
        answers.put("POST /api/v1/cluster/members", new Answer(201, "{}"));
        answers.put("POST /api/v1/cluster/members/" + B + "/promote?expected_epoch=8", new Answer(200, "{}"));
        answers.put("PUT /api/v1/cluster/leader", new Answer(200, "{}"));
        assertThat(admin.addLearner(HOST, 7, new NewMember(B, "demo-1", "h:3000", "h:4000", "h:5000")))
                .isEqualTo(Reply.DONE);
        assertThat(admin.promote(HOST, 8, B)).isEqualTo(Reply.DONE);
        assertThat(admin.transferLeader(HOST, B)).isEqualTo(Reply.DONE);
        assertThat(requests)
                .anyMatch(request -> request.startsWith("POST /api/v1/cluster/members {")
                        && request.contains("\"expected_epoch\":\"7\"")
                        && request.contains("\"member_id\":\"" + B + "\""));
    }

    @Test
    void aRefusalIsPassedOnInTheNodesWords() {
        answers.put(
                "DELETE /api/v1/cluster/members/" + B + "?expected_epoch=7",
                new Answer(409, "{\"code\":\"epoch_moved\",\"detail\":\"the configuration has epoch 9\"}"));
        Reply reply = admin.remove(HOST, 7, B);
        assertThat(reply.done()).isFalse();
        assertThat(reply.text()).isEqualTo("epoch_moved: the configuration has epoch 9");
    }
}
