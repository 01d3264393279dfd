package dev.paxoskv.node.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.api.rest.RawHttp.Answer;
import dev.paxoskv.node.replica.KeyValueService.Consistency;
import dev.paxoskv.node.replica.RequestException.Kind;
import dev.paxoskv.node.statemachine.Operation.Compact;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(LocalStoreProfile.class)
class KeyRoutesTest extends HttpTestBase {

    private static final String KV = "/api/v1/kv/";

    @Test
    void aKeyIsWrittenReadAndDeleted() {
        Answer created = http().send("PUT", KV + "a", "one");
        assertMeta(created, 200, "2", "2", "1", "2");
        Answer changed = http().send("PUT", KV + "a", "two");
        assertMeta(changed, 200, "3", "2", "2", "3");
        http().send("PUT", KV + "other", "x");
        Answer read = http().get(KV + "a");
        assertMeta(read, 200, "3", "2", "2", "4");
        assertThat(read.text()).isEqualTo("two");
        assertThat(read.header("Content-Type")).isEqualTo("application/octet-stream");
        Answer deleted = http().send("DELETE", KV + "a", "");
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.header("X-KV-Revision")).isEqualTo("5");
        assertProblem(http().get(KV + "a"), 404, "key_not_found");
        assertProblem(http().send("DELETE", KV + "a", ""), 404, "key_not_found");
    }

    @Test
    void anEmptyValueIsAValue() {
        assertThat(http().send("PUT", KV + "a", "").status()).isEqualTo(200);
        Answer read = http().get(KV + "a");
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.body()).isEmpty();
    }

    @Test
    void headIsGetWithoutTheBody() {
        put("a", "value");
        Answer answer = http().send("HEAD", KV + "a", "");
        assertMeta(answer, 200, "2", "2", "1", "2");
        assertThat(answer.header("Content-Length")).isEqualTo("5");
        assertThat(answer.body()).isEmpty();
        assertThat(http().send("HEAD", KV + "b", "").status()).isEqualTo(404);
    }

    @Test
    void aReaderThatAsksForTextGetsText() {
        put("a", "value");
        assertThat(http().get(KV + "a", "Accept: text/plain").header("Content-Type"))
                .isEqualTo("text/plain; charset=utf-8");
    }

    @Test
    void aReaderThatHasTheVersionGetsNone() {
        put("a", "value");
        for (String tag : new String[] {"\"2\"", "W/\"2\"", "*", "\"1\", \"2\""}) {
            Answer answer = http().get(KV + "a", "If-None-Match: " + tag);
            assertMeta(answer, 304, "2", "2", "1", "2");
            assertThat(answer.body()).isEmpty();
        }
        assertThat(http().get(KV + "a", "If-None-Match: \"1\"").status()).isEqualTo(200);
    }

    @Test
    void aWriteUnderAnEntityTagIsDoneOnlyWhileItHolds() {
        put("a", "one");
        Answer stale = http().send("PUT", KV + "a", "x", "If-Match: \"1\"");
        assertProblem(stale, 412, "precondition_failed");
        assertThat(stale.header("ETag")).isEqualTo("\"2\"");
        assertMeta(http().send("PUT", KV + "a", "two", "If-Match: \"2\""), 200, "3", "2", "2", "3");
        assertProblem(http().send("DELETE", KV + "a", "", "If-Match: \"2\""), 412, "precondition_failed");
        assertThat(http().send("DELETE", KV + "a", "", "If-Match: \"3\"").status())
                .isEqualTo(204);
        assertProblem(http().send("PUT", KV + "a", "x", "If-Match: *"), 412, "precondition_failed");
    }

    @Test
    void aKeyIsCreatedOnlyOnce() {
        assertThat(http().send("PUT", KV + "a", "one", "If-None-Match: *").status())
                .isEqualTo(200);
        assertProblem(http().send("PUT", KV + "a", "two", "If-None-Match: *"), 412, "precondition_failed");
        assertThat(http().get(KV + "a").text()).isEqualTo("one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "\"x\"", "\"\"", "\"1\", \"2\"", "\"-1\""})
    void whatIsNoEntityTagIsRefused(String tag) {
        put("a", "one");
        Answer answer = http().send("PUT", KV + "a", "two", "If-Match: " + tag);
        assertThat(assertProblem(answer, 400, "bad_request").getString("detail"))
                .contains("a revision in quotes");
        assertThat(http().get(KV + "a").text()).isEqualTo("one");
    }

    @Test
    void anOldRevisionIsRead() {
        put("a", "one");
        put("a", "two");
        put("a", "three");
        Answer old = http().get(KV + "a?revision=3");
        assertThat(old.text()).isEqualTo("two");
        assertMeta(old, 200, "3", "2", "2", "4");
        store.write(new Compact(3)).join();
        assertProblem(http().get(KV + "a?revision=2"), 410, "compacted");
        assertThat(http().get(KV + "a?revision=3").text()).isEqualTo("two");
        assertProblem(http().get(KV + "a?revision=99"), 400, "future_revision");
        for (String wrong : new String[] {"0", "-1", "x", ""}) {
            assertProblem(http().get(KV + "a?revision=" + wrong), 400, "bad_request");
        }
    }

    @Test
    void theConsistencyIsTheReadersChoice() {
        put("a", "one");
        http().get(KV + "a");
        http().get(KV + "a?consistency=linearizable");
        http().get(KV + "a?consistency=stale");
        assertThat(store.reads())
                .containsExactly(Consistency.LINEARIZABLE, Consistency.LINEARIZABLE, Consistency.STALE);
        assertProblem(http().get(KV + "a?consistency=strong"), 400, "bad_request");
    }

    @ParameterizedTest
    @CsvSource({"a//b, YS8vYg", "a/../b, YS8uLi9i", "a%2Fb, YS9i", "%00%FF, AP8=", "%FF%FE, //4", "%FB%FF, -_8"})
    void anyBytesAreAKey(String path, String base64) {
        assertThat(http().send("PUT", KV + path, "v").status()).isEqualTo(200);
        assertThat(http().get(KV + "?key_b64=" + base64).text()).isEqualTo("v");
        assertThat(http().get("/api/v1/kv?key_b64=" + base64).text()).isEqualTo("v");
        assertThat(http().send("DELETE", KV + "?key_b64=" + base64, "").status())
                .isEqualTo(204);
        assertThat(http().get(KV + path).status()).isEqualTo(404);
    }

    @Test
    void keysThatAreNoneAreRefused() {
        assertProblem(http().get(KV), 400, "bad_request");
        assertProblem(http().get(KV + "%zz"), 400, "bad_request");
        assertProblem(http().get(KV + "?key_b64=***"), 400, "bad_request");
        assertProblem(http().get(KV + "a?key_b64=YQ"), 400, "bad_request");
        assertProblem(http().get(KV + "a".repeat(4097)), 414, "uri_too_long");
        assertThat(http().send("PUT", KV + "%61".repeat(4096), "v").status()).isEqualTo(200);
    }

    @Test
    void unknownParametersAndMethodsAreRefused() {
        assertThat(assertProblem(http().get(KV + "a?revison=3"), 400, "bad_request")
                        .getString("detail"))
                .contains("'revison'", "revision");
        Answer answer = http().send("PATCH", KV + "a", "x");
        assertProblem(answer, 405, "method_not_allowed");
        assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, PUT, DELETE");
        assertProblem(http().send("PUT", KV + "a", "x", "Idempotency-Key: 1"), 400, "bad_request");
    }

    @Test
    void aValueOverTheLimitIsRefused() {
        assertProblem(http().send("PUT", KV + "a", new byte[(3 << 19) + 1]), 413, "too_large");
        assertThat(store.status().revision()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "NO_LEADER, 503, no_leader, none",
        "OVERLOADED, 429, overloaded, none",
        "NOT_SERVING, 503, not_serving, none",
        "UNKNOWN, 504, unknown_outcome, unknown"
    })
    void aWriteThatTheClusterDidNotAnswerSaysWhetherItWasDone(Kind kind, int status, String code, String outcome) {
        store.failWith(kind);
        Answer answer = http().send("PUT", KV + "a", "x");
        JsonObject problem = assertProblem(answer, status, code);
        assertThat(problem.getString("outcome")).isEqualTo(outcome);
        assertThat(problem.getString("detail")).contains("try again");
        assertThat(problem.getJsonObject("leader").getString("name")).isEqualTo("node-1");
        assertThat(answer.header("Retry-After")).isEqualTo(status == 504 ? "" : "1");
    }

    @Test
    void aReadChangesNothingWhateverBecameOfIt() {
        store.failWith(Kind.UNKNOWN);
        assertThat(assertProblem(http().get(KV + "a"), 504, "timed_out").getString("outcome"))
                .isEqualTo("none");
        assertProblem(http().get(KV + "a?consistency=stale"), 404, "key_not_found");
    }

    static JsonObject assertProblem(Answer answer, int status, String code) {
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        JsonObject problem = new JsonObject(answer.text());
        assertThat(problem.getString("code")).as(answer.text()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("revision")).isNotEmpty();
        return problem;
    }

    private static void assertMeta(
            Answer answer, int status, String modified, String created, String version, String revision) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("ETag")).isEqualTo('"' + modified + '"');
        assertThat(answer.header("X-KV-Create-Revision")).isEqualTo(created);
        assertThat(answer.header("X-KV-Version")).isEqualTo(version);
        assertThat(answer.header("X-KV-Revision")).isEqualTo(revision);
    }
}
