package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.api.LocalClusterAdmin;
import dev.paxoskv.node.api.LocalKeyValueService;
import dev.paxoskv.node.statemachine.Operation.Put;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;

/** An empty store before every test, and a way to the server. */
abstract class HttpTestBase {

    @Inject
    LocalKeyValueService store;

    @Inject
    LocalClusterAdmin cluster;

    @BeforeEach
    void emptyStore() {
        store.reset();
        cluster.reset();
    }

    static RawHttp http() {
        return new RawHttp(ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class));
    }

    void put(String key, String value) {
        put(key.getBytes(StandardCharsets.UTF_8), value);
    }

    void put(byte[] key, String value) {
        store.write(Put.of(key, value.getBytes(StandardCharsets.UTF_8))).join();
    }
}
