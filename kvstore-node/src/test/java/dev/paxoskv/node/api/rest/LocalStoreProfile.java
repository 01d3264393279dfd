package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.api.LocalClusterAdmin;
import dev.paxoskv.node.api.LocalKeyValueService;
import dev.paxoskv.node.replica.ClusterAdmin;
import dev.paxoskv.node.replica.KeyValueService;
import dev.paxoskv.node.replica.NodeAdmin;
import dev.paxoskv.node.replica.SnapshotService;
import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;

/** The HTTP interface over a store of this process. All tests of the package share it, so that the server starts once. */
public final class LocalStoreProfile implements QuarkusTestProfile {

    /** No node is started beside it; and the server is told what the node tells it, see {@link RawRoutes}. */
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("quarkus.arc.exclude-types", "dev.paxoskv.node.runtime.*", RawRoutes.ANY_URI, "true");
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(LocalStore.class);
    }

    /** In the place of the node's own store. */
    @Alternative
    @Singleton
    public static class LocalStore {

        private final LocalKeyValueService store = new LocalKeyValueService();
        private final LocalClusterAdmin admin = new LocalClusterAdmin(store);

        /** For the interface. */
        @Produces
        @Singleton
        @Typed({KeyValueService.class, SnapshotService.class})
        LocalKeyValueService service() {
            return store;
        }

        /** For the interface. */
        @Produces
        @Singleton
        @Typed({ClusterAdmin.class, NodeAdmin.class})
        LocalClusterAdmin ports() {
            return admin;
        }

        /** For the tests. */
        @Produces
        @Singleton
        @Typed(LocalClusterAdmin.class)
        LocalClusterAdmin admin() {
            return admin;
        }

        /** For the tests. */
        @Produces
        @Singleton
        @Typed(LocalKeyValueService.class)
        LocalKeyValueService store() {
            return store;
        }
    }
}
