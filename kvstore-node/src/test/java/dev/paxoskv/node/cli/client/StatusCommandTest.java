package dev.paxoskv.node.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paxoskv.node.cli.CommandLineRun;
import dev.paxoskv.node.cli.FakeNode;
import dev.paxoskv.node.cli.console.ExitCode;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusCommandTest {
    private final FakeNode leader = new FakeNode();
    private final FakeNode follower = new FakeNode();

    @AfterEach
    void stop() {
        leader.close();
        follower.close();
    }

    private String status(String name, String role, boolean ready) {
        return """
                {"cluster_id": "00000000000000c1", "member_id": "00000000000000a%s", "name": "%s", "role": "%s",
                 "leader": {"member_id": "00000000000000a1", "name": "1"},
                 "ballot": {"round": "7", "member_id": "00000000000000a1"},
                 "chosen_slot": "41", "applied_slot": "40", "revision": "38", "ready": %s, "version": "0.1.0",
                 "config_epoch": "5", "settled": true, "feature_level": 2,
                 "members": [{"member_id": "00000000000000a1", "name": "1", "role": "voter", "http_address": "%s"},
                             {"member_id": "00000000000000a2", "name": "2", "role": "learner", "http_address": "%s"}]}
                """.formatted(name, name, role, ready, leader.url(), follower.url());
    }

    private void bothAreWell() {
        leader.saysOfItsCluster(status("1", "leader", true));
        follower.saysOfItsCluster(status("2", "follower", true));
    }

    @Test
    void everyEndpointIsALine() {
        bothAreWell();

        CommandLineRun run = CommandLineRun.of("status", "--endpoints", leader.url() + "," + follower.url());

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        List<String> lines = run.text().lines().toList();
        assertThat(lines.get(0).split(" +", -1))
                .containsExactly(
                        "ENDPOINT",
                        "NODE",
                        "MEMBER",
                        "ROLE",
                        "LEADER",
                        "BALLOT",
                        "CHOSEN",
                        "APPLIED",
                        "LAG",
                        "REVISION",
                        "EPOCH",
                        "SETTLED",
                        "LEVEL",
                        "READY",
                        "VERSION");
        assertThat(lines.get(1).split(" +", -1))
                .containsExactly(
                        leader.url(),
                        "1",
                        "00000000000000a1",
                        "leader",
                        "1",
                        "7",
                        "41",
                        "40",
                        "1",
                        "38",
                        "5",
                        "yes",
                        "2",
                        "yes",
                        "0.1.0");
        assertThat(lines.get(2)).contains(follower.url(), "learner");
    }

    @Test
    void theWholeClusterIsFoundFromOneEndpoint() {
        bothAreWell();

        CommandLineRun run = CommandLineRun.of("status", "--cluster", "--endpoints", follower.url());

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(run.text()).contains(leader.url(), follower.url());
    }

    @Test
    void anEndpointThatIsDownIsALineAndAnExitCode() {
        bothAreWell();
        follower.close();

        CommandLineRun run = CommandLineRun.of("status", "--endpoints", leader.url() + "," + follower.url());

        assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(run.text()).contains("leader").contains(follower.url() + "  cannot connect");
    }

    @Test
    void aNodeThatIsNotReadyIsAnExitCode() {
        leader.saysOfItsCluster("{\"role\": \"unformed\", \"ready\": false}");

        CommandLineRun run = CommandLineRun.of("status", "--endpoints", leader.url());

        assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(run.text()).containsPattern("- +- +unformed +- +- +- +- +- +- +- +- +- +no +-");
    }

    @Test
    void jsonHoldsTheAnswersAsTheyAre() throws Exception {
        bothAreWell();
        follower.answeringProblem(500, "{\"detail\": \"broken\"}");

        CommandLineRun run =
                CommandLineRun.of("status", "-o", "json", "--endpoints", leader.url() + "," + follower.url());

        JsonNode json = new ObjectMapper().readTree(run.text());
        assertThat(json.path(0).path("cluster").path("cluster_id").asText()).isEqualTo("00000000000000c1");
        assertThat(json.path(1).path("endpoint").asText()).isEqualTo(follower.url());
        assertThat(json.path(1).path("error").asText()).isEqualTo("broken (HTTP 500)");
        assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    }
}
