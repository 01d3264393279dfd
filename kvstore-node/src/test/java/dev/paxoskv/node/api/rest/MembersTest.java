package dev.paxoskv.node.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.api.LocalKeyValueService;
import dev.paxoskv.node.api.rest.RawHttp.Answer;
import dev.paxoskv.node.paxos.model.ChangeOutcome.Reason;
import dev.paxoskv.node.paxos.model.ClusterId;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.replica.NodeAdmin.NodeIdentity;
import dev.paxoskv.node.replica.RequestException.Kind;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(LocalStoreProfile.class)
class MembersTest extends HttpTestBase {

    private static final String MEMBERS = "/api/v1/cluster/members";
    private static final String FIRST = LocalKeyValueService.MEMBER.toString();
    private static final String SECOND = "8000000000000002";
    private static final String JSON = "Content-Type: application/json";

    private void run(String peer, Optional<ClusterId> belongsTo) {
        cluster.running(
                peer, new NodeIdentity(MemberId.parse(SECOND), "node-2", peer, "h2:4000", "h2:5000", belongsTo));
    }

    private static Answer post(String path, String body) {
        return http().send("POST", path, body, JSON);
    }

    private Answer addSecond() {
        run("h2:3000", Optional.empty());
        return post(MEMBERS, "{\"expected_epoch\":\"1\",\"peer\":\"h2:3000\"}");
    }

    @Test
    void aMemberIsAddedPromotedChangedAndRemoved() {
        Answer added = addSecond();
        assertThat(added.status()).as(added.text()).isEqualTo(201);
        assertThat(added.header("Location")).isEqualTo(MEMBERS + "/" + SECOND);
        assertThat(new JsonObject(added.text()))
                .isEqualTo(new JsonObject()
                        .put("config_epoch", "2")
                        .put("slot", "102")
                        .put("member_id", SECOND)
                        .put("name", "node-2"));
        JsonObject progress = new JsonObject()
                .put("heard", true)
                .put("chosen_slot", "1")
                .put("durable_slot", "1")
                .put("lag", "0")
                .put("protocol_version", 2);
        assertThat(json(http().get(MEMBERS + "/" + SECOND)))
                .isEqualTo(new JsonObject()
                        .put("member_id", SECOND)
                        .put("name", "node-2")
                        .put("role", "learner")
                        .put("peer_address", "h2:3000")
                        .put("http_address", "h2:4000")
                        .put("grpc_address", "h2:5000")
                        .put("progress", progress));

        JsonObject promoted = json(http().send("POST", MEMBERS + "/" + SECOND + "/promote?expected_epoch=2", ""));
        assertThat(promoted.getString("config_epoch")).isEqualTo("3");
        assertThat(json(http().get(MEMBERS + "/" + SECOND)).getString("role")).isEqualTo("voter");

        JsonObject changed = json(
                http().send("PATCH", MEMBERS + "/" + SECOND + "?expected_epoch=3", "{\"http\":\"h2:4001\"}", JSON));
        assertThat(changed.getString("config_epoch")).isEqualTo("4");
        JsonObject moved = json(http().get(MEMBERS + "/" + SECOND + "?confirmed=true"));
        assertThat(moved.getString("http_address")).isEqualTo("h2:4001");
        assertThat(moved.getString("peer_address")).isEqualTo("h2:3000");

        JsonObject removed = json(http().send("DELETE", MEMBERS + "/" + SECOND + "?expected_epoch=4", ""));
        assertThat(removed.getString("config_epoch")).isEqualTo("5");
        JsonObject cluster = json(http().get("/api/v1/cluster?confirmed=true"));
        assertThat(cluster.getString("config_epoch")).isEqualTo("5");
        assertThat(cluster.getJsonArray("removed")).isEqualTo(new JsonArray().add(SECOND));
        KeyRoutesTest.assertProblem(http().get(MEMBERS + "/" + SECOND), 404, "no_such_member");
    }

    @Test
    void whatIsSaidOfANewMemberComesBeforeWhatItSaysItself() {
        run("h2:3000", Optional.empty());
        post(
                MEMBERS,
                "{\"expected_epoch\":\"1\",\"member_id\":\"%s\",\"name\":\"b\",\"peer\":\"h2:3000\",\"grpc\":\"x:1\"}"
                        .formatted(SECOND));
        JsonObject member = json(http().get(MEMBERS + "/" + SECOND));
        assertThat(member.getString("name")).isEqualTo("b");
        assertThat(member.getString("grpc_address")).isEqualTo("x:1");
        assertThat(member.getString("http_address")).isEqualTo("h2:4000");
    }

    @Test
    void aMemberOfWhichEverythingIsSaidNeedNotRun() {
        Answer added = post(
                MEMBERS,
                "{\"expected_epoch\":\"1\",\"member_id\":\"%s\",\"name\":\"b\",\"peer\":\"h3:3000\",\"http\":\"h3:1\",\"grpc\":\"h3:2\"}"
                        .formatted(SECOND));
        assertThat(added.status()).isEqualTo(201);
    }

    @Test
    void aNodeThatIsNotTheOneThatIsMeantIsNotAdded() {
        JsonObject silent = KeyRoutesTest.assertProblem(
                post(MEMBERS, "{\"expected_epoch\":\"1\",\"peer\":\"h9:3000\"}"), 503, "node_unreachable");
        assertThat(silent.getString("detail")).contains("h9:3000");
        assertThat(silent.getString("outcome")).isEqualTo("none");
        run("h2:3000", Optional.empty());
        JsonObject other = KeyRoutesTest.assertProblem(
                post(MEMBERS, "{\"expected_epoch\":\"1\",\"peer\":\"h2:3000\",\"member_id\":\"77\"}"),
                409,
                "node_mismatch");
        assertThat(other.getString("detail")).contains(SECOND, "0000000000000077");
        run("h2:3000", Optional.of(new ClusterId(99)));
        JsonObject foreign = KeyRoutesTest.assertProblem(
                post(MEMBERS, "{\"expected_epoch\":\"1\",\"peer\":\"h2:3000\"}"), 409, "node_mismatch");
        assertThat(foreign.getString("detail")).contains("another cluster", "0000000000000063", "empty data directory");
        assertThat(cluster.requests()).isEmpty();
    }

    @Test
    void twoMembersAreNotAtOneAddress() {
        run("127.0.0.1:3000", Optional.empty());
        JsonObject taken = KeyRoutesTest.assertProblem(
                post(MEMBERS, "{\"expected_epoch\":\"1\",\"peer\":\"127.0.0.1:3000\"}"), 409, "already_member");
        assertThat(taken.getString("detail")).contains(FIRST, "node-1", "remove the member first");
        addSecond();
        KeyRoutesTest.assertProblem(
                http().send(
                                "PATCH",
                                MEMBERS + "/" + SECOND + "?expected_epoch=2",
                                "{\"peer\":\"127.0.0.1:3000\"}",
                                JSON),
                409,
                "already_member");
    }

    @Test
    void aChangeForAnOlderConfigurationIsRefused() {
        addSecond();
        cluster.move();
        for (Answer answer : new Answer[] {
            post(
                    MEMBERS,
                    "{\"expected_epoch\":\"2\",\"peer\":\"h2:3001\",\"member_id\":\"3\",\"name\":\"c\","
                            + "\"http\":\"h:1\",\"grpc\":\"h:2\"}"),
            http().send("POST", MEMBERS + "/" + SECOND + "/promote?expected_epoch=2", ""),
            http().send("PATCH", MEMBERS + "/" + SECOND + "?expected_epoch=2", "{\"name\":\"x\"}", JSON),
            http().send("DELETE", MEMBERS + "/" + SECOND + "?expected_epoch=2", "")
        }) {
            assertThat(KeyRoutesTest.assertProblem(answer, 409, "epoch_moved").getString("outcome"))
                    .isEqualTo("none");
        }
    }

    @Test
    void aLeaderHandsOverBeforeItIsRemoved() {
        addSecond();
        http().send("POST", MEMBERS + "/" + SECOND + "/promote?expected_epoch=2", "");
        JsonObject removed = json(http().send("DELETE", MEMBERS + "/" + FIRST + "?expected_epoch=3", ""));
        assertThat(removed.getString("config_epoch")).isEqualTo("4");
        assertThat(cluster.requests()).endsWith("3 Remove", "transfer " + MemberId.NONE, "3 Remove");
    }

    @Test
    void aLeaderThatCannotHandOverIsNotRemoved() {
        cluster.nextIsRefused(Reason.IS_LEADER);
        cluster.nextIsRefused(Reason.TIMED_OUT);
        KeyRoutesTest.assertProblem(
                http().send("DELETE", MEMBERS + "/" + FIRST + "?expected_epoch=1", ""), 503, "timed_out");
        assertThat(cluster.requests()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_LEADER, 503, no_leader",
        "BUSY, 409, busy",
        "NO_SUCH_MEMBER, 404, no_such_member",
        "REMOVED_MEMBER, 409, removed_member",
        "NOT_A_LEARNER, 409, not_a_learner",
        "NOT_CAUGHT_UP, 409, not_caught_up",
        "LAST_VOTER, 409, last_voter",
        "UNSAFE, 409, unsafe",
        "FEATURE_LEVEL, 409, feature_level",
        "TOO_MANY_MEMBERS, 409, too_many_members"
    })
    void whatTheClusterRefusesIsAProblem(Reason reason, int status, String code) {
        cluster.nextIsRefused(reason);
        JsonObject problem = KeyRoutesTest.assertProblem(
                http().send("POST", MEMBERS + "/" + SECOND + "/promote?expected_epoch=1", ""), status, code);
        assertThat(problem.getString("outcome")).isEqualTo("none");
        assertThat(problem.getString("detail")).isEqualTo("the test refuses: " + reason);
    }

    @Test
    void anUnknownOutcomeSaysHowToFindOut() {
        addSecond();
        cluster.nextIsLost();
        JsonObject problem = KeyRoutesTest.assertProblem(
                http().send("POST", MEMBERS + "/" + SECOND + "/promote?expected_epoch=2", ""), 504, "unknown_outcome");
        assertThat(problem.getString("outcome")).isEqualTo("unknown");
        assertThat(problem.getString("detail")).contains("/api/v1/cluster?confirmed=true", "safe");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?expected_epoch=", "?expected_epoch=0", "?expected_epoch=x", "?expected_epoch=-1"})
    void everyChangeNamesItsEpoch(String query) {
        for (Answer answer : new Answer[] {
            http().send("POST", MEMBERS + "/" + SECOND + "/promote" + query, ""),
            http().send("PATCH", MEMBERS + "/" + SECOND + query, "{}", JSON),
            http().send("DELETE", MEMBERS + "/" + SECOND + query, "")
        }) {
            assertThat(KeyRoutesTest.assertProblem(answer, 400, "bad_request").getString("detail"))
                    .contains("expected_epoch");
        }
        assertThat(cluster.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "[]",
                "{\"expected_epoch\":1,\"peer\":\"h:1\"}",
                "{\"peer\":\"h:1\"}",
                "{\"expected_epoch\":\"1\"}",
                "{\"expected_epoch\":\"1\",\"peers\":\"h:1\"}",
                "{\"expected_epoch\":\"1\",\"peer\":\"h\"}",
                "{\"expected_epoch\":\"1\",\"peer\":\":1\"}",
                "{\"expected_epoch\":\"1\",\"peer\":\"h:70000\"}",
                "{\"expected_epoch\":\"1\",\"peer\":\"http://h:1\"}",
                "{\"expected_epoch\":\"1\",\"peer\":\"h:1\",\"name\":\"a b\"}",
                "{\"expected_epoch\":\"1\",\"peer\":\"h:1\",\"member_id\":\"0\"}",
                "{\"expected_epoch\":\"1\",\"peer\":\"h:1\",\"member_id\":\"12345678901234567\"}"
            })
    void aMemberThatIsNotDescribedIsNotAdded(String body) {
        KeyRoutesTest.assertProblem(post(MEMBERS, body), 400, "bad_request");
        assertThat(cluster.requests()).isEmpty();
    }

    @Test
    void onlyJsonIsTaken() {
        KeyRoutesTest.assertProblem(
                http().send("POST", MEMBERS, "{}", "Content-Type: text/plain"), 415, "unsupported_media_type");
    }

    @Test
    void theLeadershipMovesOnRequest() {
        addSecond();
        http().send("POST", MEMBERS + "/" + SECOND + "/promote?expected_epoch=2", "");
        String body = "{\"member_id\":\"" + SECOND + "\"}";
        assertThat(json(http().send("PUT", "/api/v1/cluster/leader", body, JSON))
                        .getString("config_epoch"))
                .isEqualTo("3");
        JsonObject leader = json(http().get("/api/v1/cluster")).getJsonObject("leader");
        assertThat(leader.getString("name")).isEqualTo("node-2");
        assertThat(json(http().send("PUT", "/api/v1/cluster/leader", "{}", JSON))
                        .getString("config_epoch"))
                .isEqualTo("3");
        KeyRoutesTest.assertProblem(
                http().send("PUT", "/api/v1/cluster/leader", "{\"member_id\":\"99\"}", JSON), 409, "bad_target");
    }

    @Test
    void withoutAMajorityNothingIsConfirmedAndTheNodeStillAnswers() {
        cluster.failWith(Kind.NO_LEADER);
        KeyRoutesTest.assertProblem(http().get("/api/v1/cluster?confirmed=true"), 503, "no_leader");
        KeyRoutesTest.assertProblem(http().get(MEMBERS + "?confirmed=true"), 503, "no_leader");
        assertThat(json(http().get(MEMBERS)).getJsonArray("members")).hasSize(1);
        cluster.failWith(Kind.UNKNOWN);
        JsonObject late = KeyRoutesTest.assertProblem(http().get("/api/v1/cluster?confirmed=true"), 504, "timed_out");
        assertThat(late.getString("outcome")).isEqualTo("none");
    }

    @Test
    void theAdminStatusTellsWhoTheNodeIs() {
        JsonObject status = json(http().get("/api/v1/admin/status"));
        assertThat(status.getString("cluster_id")).isEqualTo(LocalKeyValueService.CLUSTER.toString());
        assertThat(status.getString("membership")).isEqualTo("voter");
        assertThat(status.getString("peer_address")).isEqualTo("127.0.0.1:3000");
        assertThat(status.getString("http_address")).isEqualTo("127.0.0.1:4000");
        assertThat(status.getString("grpc_address")).isEqualTo("127.0.0.1:5000");
        cluster.unformed();
        JsonObject unformed = json(http().get("/api/v1/admin/status"));
        assertThat(unformed.containsKey("cluster_id")).isTrue();
        assertThat(unformed.getValue("cluster_id")).isNull();
        assertThat(unformed.getString("member_id")).isEqualTo(FIRST);
        assertThat(unformed.getString("state")).isEqualTo("unformed");
        assertThat(unformed.getString("membership")).isEqualTo("none");
        assertThat(unformed.getString("config_epoch")).isEqualTo("0");
        assertThat(unformed.getString("detail")).isEqualTo("waits to be told what to do");
    }

    @Test
    void aClusterIsFormedOnceAndOnlyWithBothIds() {
        String body = "{\"cluster_id\":\"ab\",\"member_id\":\"%s\"}".formatted(FIRST);
        KeyRoutesTest.assertProblem(post("/api/v1/admin/bootstrap", body), 409, "bootstrap_refused");
        cluster.unformed();
        assertThat(json(post("/api/v1/admin/bootstrap", body)))
                .isEqualTo(new JsonObject()
                        .put("cluster_id", "00000000000000ab")
                        .put("member_id", FIRST)
                        .put("config_epoch", "1"));
        assertThat(cluster.requests()).last().isEqualTo("bootstrap 00000000000000ab " + FIRST);
        KeyRoutesTest.assertProblem(
                post("/api/v1/admin/bootstrap", "{\"member_id\":\"%s\"}".formatted(FIRST)), 400, "bad_request");
        KeyRoutesTest.assertProblem(post("/api/v1/admin/bootstrap", "{\"cluster_id\":\"ab\"}"), 400, "bad_request");
    }

    private static JsonObject json(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return new JsonObject(answer.text());
    }
}
