package dev.paxoskv.node.api.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.api.LocalKeyValueService;
import dev.paxoskv.node.api.rest.RawHttp.Answer;
import dev.paxoskv.node.replica.RequestException;
import dev.paxoskv.node.snapshot.SnapshotFile;
import dev.paxoskv.node.snapshot.SnapshotSink;
import dev.paxoskv.node.statemachine.Operation.Compact;
import dev.paxoskv.node.statemachine.Operation.Put;
import dev.paxoskv.node.statemachine.Version;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** The whole store over HTTP, and hashes over it. */
@QuarkusTest
@TestProfile(LocalStoreProfile.class)
class SnapshotRouteTest extends HttpTestBase {
    private static final String SNAPSHOT = "/api/v1/admin/snapshot";
    private static final String HASH = "/api/v1/admin/hash";
    private static final int LARGE_KEYS = 400;
    private static final int LARGE_VALUE = 100_000;

    @Test
    void aSnapshotIsAFileThatHoldsTheStore() throws Exception {
        put("a", "one");
        put("b", "two");
        put("a", "three");
        Answer answer = http().get(SNAPSHOT);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(answer.header("X-KV-Revision")).isEqualTo("4");
        assertThat(answer.header("Content-Disposition"))
                .contains("paxoskv-" + LocalKeyValueService.CLUSTER + "-4.snapshot");
        Map<String, String> live = new TreeMap<>();
        SnapshotFile.Verified verified = SnapshotFile.read(new ByteArrayInputStream(answer.body()), new SnapshotSink() {
            @Override
            public void live(byte[] key, Version version) {
                live.put(new String(key, UTF_8), new String(version.value(), UTF_8));
            }
        });
        assertThat(live).isEqualTo(Map.of("a", "three", "b", "two"));
        assertThat(verified.header().historyEntries()).isEqualTo(1);
        store.lastSnapshotClosed().get(60, TimeUnit.SECONDS);
    }

    @Test
    void aLargeOneArrivesWhole() throws IOException {
        fill();
        Answer answer = http().get(SNAPSHOT);
        SnapshotFile.Verified verified = SnapshotFile.read(new ByteArrayInputStream(answer.body()), SnapshotSink.NONE);
        assertThat(verified.header().liveEntries()).isEqualTo(LARGE_KEYS);
        assertThat(verified.bytes()).isGreaterThan((long) LARGE_KEYS * LARGE_VALUE);
    }

    @Test
    void aClientThatGoesAwayLeavesNothingOpen() throws Exception {
        fill();
        int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(("GET " + SNAPSHOT + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(ISO_8859_1));
            assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
            assertThat(store.lastSnapshotClosed()).isNotDone();
        }
        store.lastSnapshotClosed().get(60, TimeUnit.SECONDS);
    }

    private void fill() {
        for (int i = 0; i < LARGE_KEYS; i++) {
            store.write(Put.of(("k" + i).getBytes(UTF_8), new byte[LARGE_VALUE]))
                    .join();
        }
    }

    @Test
    void whatCannotBeTakenIsAProblem() {
        store.failWith(RequestException.Kind.OVERLOADED);
        assertThat(http().get(SNAPSHOT).status()).isEqualTo(429);
        store.failWith(RequestException.Kind.NO_LEADER);
        Answer answer = http().get(SNAPSHOT);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(http().send("POST", SNAPSHOT, "").status()).isEqualTo(405);
    }

    @Test
    void aHashIsThatOfItsRevision() {
        put("a", "one");
        JsonObject first = new JsonObject(http().get(HASH).text());
        assertThat(first.getString("revision")).isEqualTo("2");
        assertThat(first.getString("hash")).matches("[0-9a-f]{16}");
        assertThat(first.getString("member_id")).isEqualTo(LocalKeyValueService.MEMBER.toString());
        put("a", "two");
        JsonObject again = new JsonObject(http().get(HASH + "?revision=2").text());
        JsonObject now = new JsonObject(http().get(HASH + "?consistency=stale").text());
        assertThat(again.getString("hash")).isEqualTo(first.getString("hash"));
        assertThat(now.getString("hash")).isNotEqualTo(first.getString("hash"));
        assertThat(now.getString("revision")).isEqualTo("3");
    }

    @Test
    void aHashOfARevisionThatCannotBeReadIsRefused() {
        put("a", "one");
        put("a", "two");
        store.write(new Compact(3)).join();
        assertThat(http().get(HASH + "?revision=2").status()).isEqualTo(410);
        assertThat(http().get(HASH + "?revision=4").status()).isEqualTo(400);
        assertThat(http().get(HASH + "?revision=x").status()).isEqualTo(400);
    }
}
