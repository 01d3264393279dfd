package dev.paxoskv.node.api.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.api.rest.RawHttp.Answer;
import dev.paxoskv.node.replica.RequestException.Kind;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(LocalStoreProfile.class)
class TokenRoutesTest extends HttpTestBase {

    private static final String TEXT = "text/plain; charset=utf-8";

    @Test
    void aWriteUnderTheNextTokenIsReadBack() {
        assertThat(http().get("/kvstore_keys").text()).isEqualTo("[]");
        assertAnswer(http().get("/kvstore_next"), 200, "2");
        assertAnswer(http().send("PUT", "/kvstore/a?token=2", "one"), 200, "");
        assertAnswer(http().send("POST", "/kvstore/b/c?token=3", "two"), 200, "");
        assertAnswer(http().get("/kvstore/a"), 200, "one");
        assertAnswer(http().get("/kvstore/b/c"), 200, "two");
        Answer keys = http().get("/kvstore_keys");
        assertThat(keys.text()).isEqualTo("[\"a\",\"b/c\"]");
        assertThat(keys.header("Content-Type")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "3", "-1", "0", "9223372036854775807", "-9223372036854775808"})
    void anyIntegerButTheNextTokenIsAConflict(String token) {
        assertAnswer(http().send("PUT", "/kvstore/a?token=" + token, "x"), 409, "token conflict");
        assertAnswer(http().get("/kvstore/a"), 404, "key not found");
    }

    @Test
    void aWriteWithoutATokenIsRefused() {
        assertAnswer(http().send("PUT", "/kvstore/a", "x"), 400, "token is required");
        assertAnswer(http().send("POST", "/kvstore/a?token=", "x"), 400, "token is required");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "1.0", "9223372036854775808", "+2", "%2B2", "2%20", "0x2", "%D9%A2"})
    void whatIsNoIntegerIsRefused(String token) {
        Answer answer = http().send("PUT", "/kvstore/a?token=" + token, "x");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).startsWith("token must be a 64-bit integer");
    }

    @Test
    void anEmptyBodyDeletesAndSpendsTheToken() {
        put("a", "1");
        assertAnswer(http().send("PUT", "/kvstore/a?token=3", ""), 200, "");
        assertAnswer(http().get("/kvstore/a"), 404, "key not found");
        assertAnswer(http().send("PUT", "/kvstore/missing?token=4", ""), 200, "");
        assertAnswer(http().get("/kvstore_next"), 200, "5");
    }

    @Test
    void anEmptyValueOfAnotherApiIsListedAndRead() {
        put("empty", "");
        assertAnswer(http().get("/kvstore/empty"), 200, "");
        assertThat(http().get("/kvstore_keys").text()).isEqualTo("[\"empty\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "OPTIONS", "DELETE", "PATCH", "TRACE", "PURGE"})
    void otherMethodsAreRefused(String method) {
        Answer answer = http().send(method, "/kvstore/a", "");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo(TEXT);
        if (!method.equals("HEAD")) {
            assertThat(answer.text()).isEqualTo("method must be GET POST PUT");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "DELETE", "OPTIONS"})
    void theTwoListsAnswerAnyMethodAndWhateverFollows(String method) {
        assertAnswer(http().send(method, "/kvstore_next/or/so?x=1", ""), 200, "2");
        assertThat(http().send(method, "/kvstore_keysandmore", "").text()).isEqualTo("[]");
    }

    @ParameterizedTest
    @CsvSource({
        "a%2Fb, a/b",
        "a//b, a//b",
        "a/../b, a/../b",
        "./a, ./a",
        "a+b, a+b",
        "a%2Bb, a+b",
        "a%252Fb, a%2Fb",
        "%20, ' '",
        "a;b=c, a;b=c",
        "%C3%A4, ä",
        "a#b, a#b",
        "a|b{c}^`, a|b{c}^`",
        "/, /"
    })
    void aKeyIsTheRawPathDecodedOnce(String path, String key) {
        assertAnswer(http().send("PUT", "/kvstore/" + path + "?token=2", "v"), 200, "");
        assertThat(store.status().revision()).isEqualTo(2);
        assertThat(http().get("/api/v1/kv?keys_only").text()).contains("\"key\":\"" + key + "\"");
        assertAnswer(http().get("/kvstore/" + path), 200, "v");
    }

    @Test
    void keysThatAreNotUtf8AreLeftOutOfTheList() {
        put(new byte[] {(byte) 0xff}, "x");
        put("a\"\\\n", "y");
        assertThat(http().get("/kvstore_keys").text()).isEqualTo("[\"a\\\"\\\\\\n\"]");
        assertAnswer(http().get("/kvstore/%FF"), 200, "x");
        put(new byte[] {0}, "z");
        assertThat(http().get("/kvstore_keys").text()).isEqualTo("[\"\\u0000\",\"a\\\"\\\\\\n\"]");
    }

    @Test
    void aLongListComesWhole() {
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            String key = "key-%06d-with-some-length".formatted(i);
            put(key, "");
            expected.append(i == 0 ? "[" : ",").append('"').append(key).append('"');
        }
        assertThat(http().get("/kvstore_keys").text())
                .isEqualTo(expected.append(']').toString());
    }

    @Test
    void anEmptyKeyIsNoKey() {
        assertAnswer(http().get("/kvstore/"), 404, "key not found");
        assertThat(http().send("PUT", "/kvstore/?token=2", "x").status()).isEqualTo(400);
        assertThat(http().get("/kvstore").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%1", "%zz", "a%2", "%+1"})
    void brokenEscapesAreRefused(String path) {
        Answer answer = http().get("/kvstore/" + path);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).startsWith("bad percent-encoding").contains("%25");
        assertThat(http().send("PUT", "/kvstore/" + path + "?token=2", "x").status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/json",
                "nonsense"
            })
    void theBodyIsTakenAsItIsWhateverItsType(String type) {
        assertAnswer(http().send("PUT", "/kvstore/a?token=2", "a=1&b=%20+", "Content-Type: " + type), 200, "");
        assertAnswer(http().get("/kvstore/a"), 200, "a=1&b=%20+");
    }

    @Test
    void aValueIsReadByteForByte() {
        byte[] value = new byte[256];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) i;
        }
        http().send("PUT", "/kvstore/a?token=2", value);
        assertThat(http().get("/kvstore/a").body()).isEqualTo(value);
    }

    @Test
    void aTruncatedBodyChangesNothing() {
        put("a", "kept");
        String head = "PUT /kvstore/a?token=3 HTTP/1.1\r\nHost: x\r\n";
        for (String request : new String[] {
            head + "Content-Length: 10\r\n\r\n",
            head + "Content-Length: 10\r\n\r\nabc",
            head + "Transfer-Encoding: chunked\r\n\r\n",
            head + "Transfer-Encoding: chunked\r\n\r\n5\r\nabc",
            head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
        }) {
            byte[] answer = http().exchange(request.getBytes(ISO_8859_1), true);
            assertThat(new String(answer, UTF_8)).doesNotContain("200 OK");
            assertThat(http().get("/kvstore/a").text()).isEqualTo("kept");
            assertThat(store.status().revision()).isEqualTo(2);
        }
    }

    @Test
    void aChunkedBodyIsTakenWhole() {
        assertAnswer(putChunks(2, "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), 200, "");
        assertAnswer(http().get("/kvstore/a"), 200, "abcde");
        assertAnswer(putChunks(3, "0\r\n\r\n"), 200, "");
        assertAnswer(http().get("/kvstore/a"), 404, "key not found");
    }

    private static Answer putChunks(int token, String chunks) {
        String head = "PUT /kvstore/a?token=%d HTTP/1.1\r\nHost: x\r\nConnection: close\r\n".formatted(token);
        byte[] request = (head + "Transfer-Encoding: chunked\r\n\r\n" + chunks).getBytes(ISO_8859_1);
        return RawHttp.parse(http().exchange(request, false), false);
    }

    @Test
    void aRefusalReachesAClientThatSendsItsWholeBodyFirst() {
        Answer answer = http().send("PUT", "/kvstore/a?token=none", new byte[1 << 20]);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).startsWith("token must be a 64-bit integer");
    }

    @Test
    void aValueOverTheLimitIsRefused() {
        int limit = 3 << 19;
        assertThat(http().send("PUT", "/kvstore/a?token=2", new byte[limit + 1]).status())
                .isEqualTo(413);
        assertThat(http().send("PUT", "/kvstore/a?token=2", new byte[12 << 20]).status())
                .isEqualTo(413);
        assertThat(store.status().revision()).isEqualTo(1);
        assertAnswer(http().send("PUT", "/kvstore/a?token=2", new byte[limit - 1]), 200, "");
    }

    @Test
    void aClientThatAsksFirstIsToldFirst() {
        String head = "PUT /kvstore/a?token=2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\n";
        byte[] tooLarge = (head + "Content-Length: 9999999\r\n\r\n").getBytes(ISO_8859_1);
        assertThat(new String(http().exchange(tooLarge, false), UTF_8)).startsWith("HTTP/1.1 413");
        byte[] good = (head + "Content-Length: 2\r\n\r\nab").getBytes(ISO_8859_1);
        assertThat(new String(http().exchange(good, false), UTF_8))
                .startsWith("HTTP/1.1 100 Continue")
                .contains("HTTP/1.1 200 OK");
    }

    @ParameterizedTest
    @CsvSource({"NO_LEADER, 503", "OVERLOADED, 503", "NOT_SERVING, 503", "UNKNOWN, 504"})
    void aWriteThatTheClusterDidNotAnswerSaysWhetherItWasDone(Kind kind, int status) {
        store.failWith(kind);
        Answer answer = http().send("PUT", "/kvstore/a?token=2", "x");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo(TEXT);
        assertThat(answer.text()).contains("try again");
        assertThat(http().get("/kvstore/a").status()).isEqualTo(status);
        assertThat(http().get("/kvstore_next").status()).isEqualTo(status);
        assertThat(http().get("/kvstore_keys").status()).isEqualTo(status);
    }

    private static void assertAnswer(Answer answer, int status, String body) {
        assertThat(answer.text()).isEqualTo(body);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo(TEXT);
    }
}
