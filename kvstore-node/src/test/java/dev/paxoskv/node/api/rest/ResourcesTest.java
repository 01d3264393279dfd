package dev.paxoskv.node.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.api.LocalKeyValueService;
import dev.paxoskv.node.api.rest.RawHttp.Answer;
import dev.paxoskv.node.replica.RequestException.Kind;
import dev.paxoskv.node.statemachine.Operation.Compact;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(LocalStoreProfile.class)
class ResourcesTest extends HttpTestBase {

    private static final String LIST = "/api/v1/kv";

    @Test
    void aListShowsKeysValuesAndRevisions() {
        put("a", "one");
        put(new byte[] {(byte) 0xff}, "two");
        Answer answer = http().get(LIST);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.text())
                .isEqualTo("{\"revision\":\"3\",\"items\":["
                        + "{\"key\":\"a\",\"value\":\"one\",\"create_revision\":\"2\",\"mod_revision\":\"2\",\"version\":\"1\"},"
                        + "{\"key_base64\":\"/w==\",\"value\":\"two\",\"create_revision\":\"3\",\"mod_revision\":\"3\",\"version\":\"1\"}"
                        + "]}");
        assertThat(keys(http().get(LIST + "?keys_only=true"))).containsExactly("a", "/w==");
        assertThat(http().get(LIST + "?keys_only").text()).doesNotContain("value");
        assertThat(http().get(LIST + "?count_only").text()).isEqualTo("{\"revision\":\"3\",\"count\":2}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prefix=b | b,b/1,b/2,bb",
                "prefix=b/ | b/1,b/2",
                "start=b/2 | b/2,bb,c",
                "end=b/1 | a,b",
                "start=b&end=bb | b,b/1,b/2",
                "prefix=b&start=b/2 | b/2,bb",
                "prefix=b&end=b/2 | b,b/1",
                "prefix=b&start=c | ''",
                "start=c&end=a | ''",
                "prefix=%62%2F | b/1,b/2",
                "prefix=%FF | ''"
            })
    void aListHasTheKeysOfItsRange(String query, String expected) {
        for (String key : List.of("a", "b", "b/1", "b/2", "bb", "c")) {
            put(key, "x");
        }
        assertThat(String.join(",", keys(http().get(LIST + "?" + query)))).isEqualTo(expected);
        assertThat(json(http().get(LIST + "?count_only&" + query)).getInteger("count"))
                .isEqualTo(expected.isEmpty() ? 0 : expected.split(",", -1).length);
    }

    @Test
    void thePagesOfAListAreOfOneRevision() {
        for (int i = 0; i < 25; i++) {
            put("k%02d".formatted(i), "x");
        }
        List<String> found = new ArrayList<>();
        String query = "?prefix=k&limit=10";
        for (int page = 0; page < 3; page++) {
            JsonObject answer = json(http().get(LIST + query));
            assertThat(answer.getString("revision")).isEqualTo("26");
            found.addAll(keys(answer));
            put("k00b", "later");
            put("k24b", "later");
            query = "?prefix=k&limit=10&cursor=" + answer.getString("cursor");
        }
        assertThat(query).endsWith("=null");
        assertThat(found).hasSize(25).doesNotHaveDuplicates().doesNotContain("k00b", "k24b");
    }

    @Test
    void aListThatEndsWithItsPageHasNoCursor() {
        put("a", "x");
        put("b", "x");
        assertThat(json(http().get(LIST + "?limit=2")).containsKey("cursor")).isFalse();
        assertThat(json(http().get(LIST + "?limit=1")).containsKey("cursor")).isTrue();
    }

    @Test
    void aPageOfLargeValuesEndsEarlyAndGoesOn() {
        String large = "x".repeat(1 << 20);
        for (int i = 0; i < 40; i++) {
            put("k%02d".formatted(i), large);
        }
        List<String> found = new ArrayList<>();
        JsonObject page = json(http().get(LIST));
        assertThat(keys(page)).hasSize(16);
        found.addAll(keys(page));
        while (page.containsKey("cursor")) {
            page = json(http().get(LIST + "?cursor=" + page.getString("cursor")));
            found.addAll(keys(page));
        }
        assertThat(found).hasSize(40).isSorted();
    }

    @Test
    void aCursorOfACompactedRevisionIsGone() {
        put("a", "x");
        put("b", "x");
        String cursor = json(http().get(LIST + "?limit=1")).getString("cursor");
        put("c", "x");
        put("d", "x");
        store.write(new Compact(4)).join();
        JsonObject problem = KeyRoutesTest.assertProblem(http().get(LIST + "?cursor=" + cursor), 410, "compacted");
        assertThat(problem.getString("detail")).contains("list from the start again");
    }

    @Test
    void anOldRevisionIsListed() {
        put("a", "x");
        put("b", "x");
        store.write(dev.paxoskv.node.statemachine.Operation.DeleteRange.of(new byte[] {'a'}))
                .join();
        assertThat(keys(http().get(LIST))).containsExactly("b");
        assertThat(keys(http().get(LIST + "?revision=3"))).containsExactly("a", "b");
        assertThat(json(http().get(LIST + "?revision=3&count_only")).getInteger("count"))
                .isEqualTo(2);
        KeyRoutesTest.assertProblem(http().get(LIST + "?revision=99"), 400, "future_revision");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=x",
                "limit=10001",
                "cursor=x",
                "cursor=",
                "cursor=AQAAAAAAAAAB_____w",
                "keys_only=yes",
                "lmit=3",
                "prefix=%zz",
                "consistency=x",
                "revision=1.5"
            })
    void badParametersAreRefused(String query) {
        KeyRoutesTest.assertProblem(http().get(LIST + "?" + query), 400, "bad_request");
    }

    @Test
    void aRangeIsDeletedUnderOneRevision() {
        for (String key : List.of("a", "b/1", "b/2", "c")) {
            put(key, "x");
        }
        assertThat(http().send("DELETE", LIST + "?prefix=b/", "").text())
                .isEqualTo("{\"deleted\":2,\"revision\":\"6\"}");
        assertThat(http().send("DELETE", LIST + "?start=a&end=b", "").text())
                .isEqualTo("{\"deleted\":1,\"revision\":\"7\"}");
        assertThat(http().send("DELETE", LIST + "?prefix=none", "").text())
                .isEqualTo("{\"deleted\":0,\"revision\":\"7\"}");
        assertThat(keys(http().get(LIST))).containsExactly("c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "?prefix=", "?start=a", "?end=c", "?prefx=a", "?prefix=a&limit=3"})
    void aDeletionHasToNameItsRange(String query) {
        put("a", "x");
        KeyRoutesTest.assertProblem(http().send("DELETE", LIST + query, ""), 400, "bad_request");
        assertThat(keys(http().get(LIST))).containsExactly("a");
    }

    @Test
    void theClusterIsDescribed() {
        put("a", "x");
        JsonObject cluster = json(http().get("/api/v1/cluster"));
        JsonObject leader =
                new JsonObject().put("member_id", "00c0ffee00000001").put("name", "node-1");
        JsonArray members = new JsonArray()
                .add(leader.copy()
                        .put("role", "voter")
                        .put("peer_address", "127.0.0.1:3000")
                        .put("http_address", "127.0.0.1:4000")
                        .put("grpc_address", "127.0.0.1:5000"));
        assertThat(cluster.remove("version")).asString().isNotEmpty();
        assertThat(cluster)
                .isEqualTo(new JsonObject()
                        .put("cluster_id", LocalKeyValueService.CLUSTER.toString())
                        .put("member_id", "00c0ffee00000001")
                        .put("name", "node-1")
                        .put("role", "leader")
                        .put("leader", leader)
                        .put("ballot", new JsonObject().put("round", "3").put("member_id", "00c0ffee00000001"))
                        .put("chosen_slot", "2")
                        .put("applied_slot", "2")
                        .put("revision", "2")
                        .put("config_epoch", "1")
                        .put("settled", true)
                        .put("feature_level", 1)
                        .put("members", members)
                        .put("removed", new JsonArray())
                        .put("ready", true)
                        .put("state", "serving")
                        .put("detail", ""));
        assertThat(json(http().get("/api/v1/cluster/members")))
                .isEqualTo(new JsonObject()
                        .put("config_epoch", "1")
                        .put("settled", true)
                        .put("members", members)
                        .put("removed", new JsonArray()));
        store.lead(false);
        JsonObject alone = json(http().get("/api/v1/cluster"));
        assertThat(alone.containsKey("leader")).isFalse();
        assertThat(alone.getBoolean("ready")).isFalse();
    }

    @Test
    void whatIsNotThereIsAProblem() {
        for (String path :
                List.of("/api", "/api/", "/api/v1", "/api/v1/nothing", "/api/v2/kv/a", "/api/v1/cluster/x")) {
            assertThat(KeyRoutesTest.assertProblem(http().get(path), 404, "no_such_resource")
                            .getString("detail"))
                    .contains(path, "openapi");
        }
        KeyRoutesTest.assertProblem(http().send("POST", LIST, "x"), 405, "method_not_allowed");
        KeyRoutesTest.assertProblem(http().send("PUT", "/api/v1/cluster", "x"), 405, "method_not_allowed");
        KeyRoutesTest.assertProblem(http().get("/api/v1/cluster", "Accept: text/html"), 406, "not_acceptable");
    }

    @Test
    void livenessNeedsNoLeaderAndReadinessDoes() {
        assertThat(http().get("/q/health/live").status()).isEqualTo(200);
        assertThat(http().get("/q/health/ready").status()).isEqualTo(200);
        assertThat(http().get("/q/health/started").status()).isEqualTo(200);
        assertThat(http().get("/health").text()).isEqualTo("{\"health\":\"true\"}");
        assertThat(http().get("/livez").text()).isEqualTo("ok\n");
        assertThat(http().get("/readyz").text()).isEqualTo("ok\n");
        store.lead(false);
        assertThat(http().get("/q/health/live").status()).isEqualTo(200);
        assertThat(http().get("/q/health/started").status()).isEqualTo(200);
        Answer notReady = http().get("/q/health/ready");
        assertThat(notReady.status()).isEqualTo(503);
        assertThat(notReady.text()).contains("no leader is known here");
        assertThat(http().get("/livez").status()).isEqualTo(200);
        assertThat(http().get("/readyz").status()).isEqualTo(503);
        assertThat(http().get("/health").status()).isEqualTo(503);
        assertThat(http().get("/health").text()).contains("\"health\":\"false\"");
        assertThat(json(http().get("/version")).getString("etcdserver")).startsWith("3.6.");
    }

    @Test
    void requestsAreCountedWithoutTheirKeys() {
        put("a-key-of-its-own", "x");
        http().get("/api/v1/kv/a-key-of-its-own");
        http().get("/kvstore/another-key");
        http().get(LIST + "?prefix=third-key");
        store.failWith(Kind.UNKNOWN);
        http().send("PUT", "/api/v1/kv/a-key-of-its-own", "x");
        String metrics = http().get("/q/metrics").text();
        assertThat(metrics)
                .containsPattern(
                        "paxoskv_requests_seconds_count\\{api=\"rest\",operation=\"get\",outcome=\"ok\"\\} [1-9]")
                .containsPattern(
                        "paxoskv_requests_seconds_count\\{api=\"rest\",operation=\"put\",outcome=\"unknown\"\\} [1-9]")
                .containsPattern(
                        "paxoskv_requests_seconds_count\\{api=\"token\",operation=\"get\",outcome=\"refused\"\\} [1-9]")
                .doesNotContain("a-key-of-its-own", "another-key", "third-key");
    }

    @Test
    void theDocumentDescribesEveryRoute() {
        String document = http().get("/q/openapi").text();
        assertThat(document)
                .contains(
                        "/kvstore_keys:",
                        "/kvstore_next:",
                        "/kvstore/{key}:",
                        "/api/v1/kv/{key}:",
                        "/api/v1/kv:",
                        "/api/v1/cluster:",
                        "/api/v1/cluster/members:",
                        "/api/v1/cluster/members/{id}:",
                        "/api/v1/cluster/members/{id}/promote:",
                        "/api/v1/cluster/leader:",
                        "/api/v1/admin/status:",
                        "/api/v1/admin/bootstrap:",
                        "/health:",
                        "/version:",
                        "/livez:",
                        "/readyz:");
        assertThat(http().get("/q/swagger-ui/").status()).isEqualTo(200);
    }

    private static JsonObject json(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return new JsonObject(answer.text());
    }

    private static List<String> keys(Answer answer) {
        return keys(json(answer));
    }

    private static List<String> keys(JsonObject page) {
        return page.getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .map(item -> item.getString("key", item.getString("key_base64")))
                .toList();
    }
}
