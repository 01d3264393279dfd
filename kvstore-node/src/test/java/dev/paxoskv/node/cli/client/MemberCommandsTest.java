package dev.paxoskv.node.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.paxoskv.node.cli.CommandLineRun;
import dev.paxoskv.node.cli.FakeNode;
import dev.paxoskv.node.cli.console.ExitCode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemberCommandsTest {
    private static final String CLUSTER = "00000000000000c1";
    private static final String FIRST = "00000000000000a1";
    private static final String SECOND = "00000000000000a2";
    private static final String POST = "POST /api/v1/cluster/members";
    private static final String PROMOTE = "POST /api/v1/cluster/members/" + SECOND + "/promote";
    private static final String UPDATE = "PATCH /api/v1/cluster/members/" + SECOND;
    private static final String REMOVE = "DELETE /api/v1/cluster/members/" + SECOND;
    private static final String LEADER = "PUT /api/v1/cluster/leader";

    private final FakeNode node = new FakeNode();
    private final FakeNode added = new FakeNode();

    @BeforeEach
    void oneMember() {
        configuration(1, "voter", "");
        added.answeringTo("GET /api/v1/admin/status", 200, status("null", 7));
        added.answeringTo("GET /api/v1/admin/status", 200, status("\"" + CLUSTER + "\"", 40));
        added.answeringTo("GET /api/v1/admin/status", 200, status("\"" + CLUSTER + "\"", 41));
    }

    @AfterEach
    void stop() {
        node.close();
        added.close();
    }

    /** What the node says from now on: the first member, and the second in this role unless that is empty. */
    private void configuration(int epoch, String firstRole, String secondRole) {
        configuration(epoch, FIRST, firstRole, secondRole, "");
    }

    private void configuration(int epoch, String leader, String firstRole, String secondRole, String removed) {
        List<String> members = new ArrayList<>();
        if (!firstRole.isEmpty()) {
            members.add(member(FIRST, "n1", firstRole));
        }
        if (!secondRole.isEmpty()) {
            members.add(member(SECOND, "n2", secondRole));
        }
        node.saysOfItsCluster("""
                {"cluster_id": "%s", "member_id": "%s", "name": "n1", "leader": {"member_id": "%s"},
                 "chosen_slot": "41", "applied_slot": "41", "config_epoch": "%d", "settled": true, "feature_level": 2,
                 "members": [%s], "removed": [%s]}
                """.formatted(CLUSTER, FIRST, leader, epoch, String.join(",", members), removed));
    }

    private static String member(String id, String name, String role) {
        return """
                {"member_id": "%s", "name": "%s", "role": "%s", "peer_address": "%s:3000", "http_address": "%s:4000",
                 "grpc_address": "%s:5000", "progress": {"heard": true, "lag": "3"}}
                """.formatted(id, name, role, name, name, name);
    }

    private static String status(String cluster, int appliedSlot) {
        return """
                {"state": "unformed", "member_id": "%s", "name": "n2", "cluster_id": %s, "peer_address": ":3000",
                 "http_address": "n2:4000", "grpc_address": "n2:5000", "applied_slot": "%d", "ready": true}
                """.formatted(SECOND, cluster, appliedSlot);
    }

    private static String done(int epoch) {
        return "{\"config_epoch\": \"%d\", \"slot\": \"50\"}".formatted(epoch);
    }

    private static String problem(String code) {
        return "{\"code\": \"%s\", \"detail\": \"because of %s\", \"outcome\": \"none\"}".formatted(code, code);
    }

    private CommandLineRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--endpoints", node.url()));
        return CommandLineRun.of(all.toArray(String[]::new));
    }

    @Test
    void theMembersAreListed() {
        configuration(5, "voter", "learner");

        CommandLineRun run = run("member", "list");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        List<String> lines = run.text().lines().toList();
        assertThat(lines.get(0).split(" +", -1))
                .containsExactly("NAME", "MEMBER", "ROLE", "LEADER", "HEARD", "LAG", "PEER", "HTTP", "GRPC");
        assertThat(lines.get(2).split(" +", -1))
                .containsExactly("n2", SECOND, "learner", "no", "yes", "3", "n2:3000", "n2:4000", "n2:5000");
        assertThat(lines.get(3)).isEqualTo("epoch 5, settled, feature level 2");
    }

    @Test
    void theListIsTheLeadersWhereItIsReached() throws Exception {
        node.saysOfItsCluster("""
                {"member_id": "%s", "leader": {"member_id": "%s"}, "config_epoch": "5", "settled": false,
                 "members": [{"member_id": "%s", "name": "n2", "http_address": "%s"}]}
                """.formatted(FIRST, SECOND, SECOND, added.url().replace("http://", "")));
        added.saysOfItsCluster("{\"member_id\": \"%s\", \"config_epoch\": \"6\", \"members\": []}".formatted(SECOND));

        JsonNode json =
                new ObjectMapper().readTree(run("member", "list", "-o", "json").output());

        assertThat(json.path("config_epoch").asText()).isEqualTo("6");
    }

    @Test
    void aNodeIsAddedAndWaitedFor() {
        node.answeringTo(POST, 201, done(2), () -> configuration(2, "voter", "learner"));

        CommandLineRun run = run("member", "add", added.url());

        assertThat(run.errors()).contains("has caught up to slot 41");
        assertThat(run.text()).isEqualTo("n2 (" + SECOND + ") is a learner, epoch 2\n");
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(node.bodies().get(1))
                .isEqualTo("{\"expected_epoch\":\"1\",\"member_id\":\"%s\",\"name\":\"n2\",\"peer\":\"localhost:3000\","
                                .formatted(SECOND)
                        + "\"http\":\"n2:4000\",\"grpc\":\"n2:5000\"}");
    }

    @Test
    void aNodeIsAddedAsAVoter() throws Exception {
        node.answeringTo(POST, 201, done(2), () -> configuration(2, "voter", "learner"));
        node.answeringTo(PROMOTE, 409, problem("not_caught_up"));
        node.answeringTo(PROMOTE, 200, done(3), () -> configuration(3, "voter", "voter"));

        CommandLineRun run = run("member", "add", added.url(), "--voter", "--name", "two", "-o", "json");

        assertThat(run.errors()).contains("because of not_caught_up");
        JsonNode json = new ObjectMapper().readTree(run.text());
        assertThat(json.path("config_epoch").asText()).isEqualTo("3");
        assertThat(json.path("role").asText()).isEqualTo("voter");
        assertThat(node.bodies().get(1)).contains("\"name\":\"two\"");
    }

    @Test
    void whatIsDoneAlreadyIsNotDoneAgain() {
        configuration(3, "voter", "voter");

        assertThat(run("member", "add", added.url()).text()).isEqualTo("n2 (" + SECOND + ") is a voter, epoch 3\n");
        assertThat(run("member", "promote", "n2").text()).isEqualTo("n2 (" + SECOND + ") is a voter, epoch 3\n");
        configuration(4, FIRST, "voter", "", "\"" + SECOND + "\"");
        assertThat(run("member", "remove", "a2").text()).isEqualTo(SECOND + " is removed, epoch 4\n");
        assertThat(node.requests()).allMatch(request -> request.startsWith("GET "));
    }

    @Test
    void aMemberGetsOtherAddressesAndKeepsTheRest() {
        configuration(3, "voter", "voter");
        node.answeringTo(UPDATE, 200, done(4), () -> configuration(4, "voter", "voter"));

        CommandLineRun run = run("member", "update", "n2", "--peer", "elsewhere:3000", "--expected-epoch", "3");

        assertThat(run.text()).isEqualTo("n2 (" + SECOND + ") is a voter, epoch 4\n");
        assertThat(node.requests()).contains(UPDATE + "?expected_epoch=3");
        assertThat(node.bodies().get(1))
                .isEqualTo(
                        "{\"name\":\"n2\",\"peer\":\"elsewhere:3000\",\"http\":\"n2:4000\"," + "\"grpc\":\"n2:5000\"}");
    }

    @Test
    void anUpdateThatChangesNothingIsNotSent() {
        configuration(3, "voter", "voter");

        assertThat(run("member", "update", "n2", "--name", "n2", "--grpc", "n2:5000")
                        .text())
                .isEqualTo("n2 (" + SECOND + ") is a voter, epoch 3\n");
        assertThat(node.requests()).allMatch(request -> request.startsWith("GET "));

        CommandLineRun nothing = run("member", "update", "n2");
        assertThat(nothing.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(nothing.errors()).contains("--peer");
    }

    @Test
    void aNodeOfAnotherClusterIsNotAdded() {
        added.answering(200, "application/json", status("\"00000000000000ff\"", 1));

        CommandLineRun run = run("member", "add", added.url());

        assertThat(run.exitCode()).isEqualTo(ExitCode.CONFLICT);
        assertThat(run.errors()).contains("another cluster, 00000000000000ff", "empty data directory");
    }

    @Test
    void aNodeThatDoesNotRunIsNotAdded() {
        added.close();

        CommandLineRun run = run("member", "add", added.url());

        assertThat(run.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(run.errors()).contains("start it first");
        assertThat(node.requests()).isEmpty();
    }

    /** The answer is lost, and the change was made. */
    @Test
    void aLostAnswerIsSettledByLooking() {
        configuration(2, "voter", "learner");
        node.answeringTo(PROMOTE, 0, "", () -> configuration(3, "voter", "voter"));
        node.answeringTo(PROMOTE, 409, problem("epoch_moved"));

        CommandLineRun run = run("member", "promote", "n2");

        assertThat(run.text()).isEqualTo("n2 (" + SECOND + ") is a voter, epoch 3\n");
    }

    /** The answer is lost, and so was the request: it is sent again, for the same configuration. */
    @Test
    void aLostRequestIsSentAgainForTheSameConfiguration() {
        configuration(2, "voter", "learner");
        node.answeringTo(PROMOTE, 504, "{\"code\": \"unknown_outcome\", \"outcome\": \"unknown\"}");
        node.answeringTo(PROMOTE, 200, done(3), () -> configuration(3, "voter", "voter"));

        CommandLineRun run = run("member", "promote", "n2");

        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(node.requests())
                .filteredOn(request -> request.startsWith(PROMOTE))
                .containsExactly(PROMOTE + "?expected_epoch=2", PROMOTE + "?expected_epoch=2");
    }

    /** A new cluster raises its feature level by itself; nobody has changed the members meanwhile. */
    @Test
    void aConfigurationWithTheSameMembersIsAsGood() {
        node.answeringTo(POST, 409, problem("feature_level"), () -> configuration(2, "voter", ""));
        node.answeringTo(POST, 409, problem("epoch_moved"));
        node.answeringTo(POST, 201, done(3), () -> configuration(3, "voter", "learner"));

        assertThat(run("member", "add", added.url()).text()).isEqualTo("n2 (" + SECOND + ") is a learner, epoch 3\n");
        assertThat(node.bodies())
                .filteredOn(body -> body.contains("\"expected_epoch\":\"2\""))
                .hasSize(1);
    }

    @Test
    void aConfigurationThatSomebodyElseChangedIsAConflict() {
        configuration(2, "voter", "learner");
        node.answeringTo(PROMOTE, 409, problem("epoch_moved"), () -> configuration(3, "voter", ""));

        CommandLineRun run = run("member", "promote", "n2");

        assertThat(run.exitCode()).isEqualTo(ExitCode.CONFLICT);
        assertThat(run.errors()).contains("because of epoch_moved");
    }

    @Test
    void aPinnedEpochIsTheOnlyOne() {
        configuration(7, "voter", "voter");
        node.answeringTo(REMOVE, 409, problem("epoch_moved"));

        CommandLineRun run = run("member", "remove", "n2", "--expected-epoch", "6");

        assertThat(run.exitCode()).isEqualTo(ExitCode.CONFLICT);
        assertThat(node.requests()).contains(REMOVE + "?expected_epoch=6");
    }

    @Test
    void aMemberIsRemovedByItsIdOrName() {
        for (String name : List.of("n2", SECOND, "A2")) {
            configuration(3, "voter", "voter");
            node.answeringTo(REMOVE, 200, done(4), () -> configuration(4, FIRST, "voter", "", "\"" + SECOND + "\""));

            assertThat(run("member", "remove", name).text()).isEqualTo("n2 (" + SECOND + ") is removed, epoch 4\n");
        }
    }

    /** A node that was removed is no judge of what is in force. */
    @Test
    void anEndpointThatWasRemovedIsPassedOver() {
        configuration(3, "voter", "voter");
        node.answeringTo(REMOVE, 200, done(4), () -> configuration(4, FIRST, "voter", "", "\"" + SECOND + "\""));
        for (int i = 0; i < 5; i++) {
            added.answeringTo("GET /api/v1/cluster", 503, problem("not_serving"));
        }
        added.answeringTo(REMOVE, 503, problem("not_serving"));

        CommandLineRun run = CommandLineRun.of("member", "remove", "n2", "--endpoints", added.url() + "," + node.url());

        assertThat(run.text()).isEqualTo("n2 (" + SECOND + ") is removed, epoch 4\n");
    }

    @Test
    void membersAreListedWithoutAMajorityToo() {
        node.answeringTo("GET /api/v1/cluster", 503, problem("no_leader"));

        assertThat(run("member", "list").text()).contains("n1", FIRST);
    }

    @ParameterizedTest
    @CsvSource({
        "not_caught_up, 409, 4",
        "unsafe, 409, 4",
        "last_voter, 409, 4",
        "busy, 409, 4",
        "no_such_member, 404, 3",
        "no_leader, 503, 5"
    })
    void withoutWaitingARefusalIsAnExitCode(String code, int status, int exitCode) {
        configuration(2, "voter", "learner");
        node.answeringTo(PROMOTE, status, problem(code));

        CommandLineRun run = run("member", "promote", "n2", "--no-wait");

        assertThat(run.exitCode()).isEqualTo(exitCode);
        assertThat(run.errors()).contains("because of " + code);
    }

    @Test
    void waitingEnds() {
        configuration(2, "voter", "learner");
        for (int i = 0; i < 30; i++) {
            node.answeringTo(PROMOTE, 409, problem("not_caught_up"));
        }

        CommandLineRun run = run("member", "promote", "n2", "--wait-timeout", "1");

        assertThat(run.exitCode()).isEqualTo(ExitCode.CONFLICT);
        assertThat(run.errors()).contains("because of not_caught_up");
    }

    @Test
    void anUnknownMemberIsNamedWithThoseThatThereAre() {
        CommandLineRun run = run("member", "remove", "n9");

        assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(run.errors()).contains("no member 'n9'", "n1 (" + FIRST + ")");
    }

    @Test
    void theLeadershipMoves() {
        configuration(3, "voter", "voter");
        node.answeringTo(LEADER, 200, done(3), () -> configuration(3, SECOND, "voter", "voter", ""));

        CommandLineRun run = run("leader", "transfer", "n2");

        assertThat(run.text()).isEqualTo("n2 (" + SECOND + ") leads\n");
        assertThat(node.bodies()).contains("{\"member_id\":\"" + SECOND + "\"}");

        node.answeringTo(LEADER, 200, done(3), () -> configuration(3, FIRST, "voter", "voter", ""));
        assertThat(run("leader", "transfer").text()).isEqualTo("n1 (" + FIRST + ") leads\n");
    }

    /** To any member it would move on again; to a given one it does no harm. */
    @Test
    void aLostTransferIsSentAgainOnlyToAGivenMember() {
        configuration(3, "voter", "voter");
        node.answeringTo(LEADER, 0, "");
        assertThat(run("leader", "transfer").exitCode()).isEqualTo(ExitCode.UNAVAILABLE);

        node.answeringTo(LEADER, 0, "");
        node.answeringTo(LEADER, 200, done(3), () -> configuration(3, SECOND, "voter", "voter", ""));
        assertThat(run("leader", "transfer", "n2").exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void wrongUsageIsTold() {
        assertThat(run("member").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run("member", "add", added.url(), "--voter", "--no-wait").exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("member", "promote", "n2", "--wait-timeout", "0").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }
}
