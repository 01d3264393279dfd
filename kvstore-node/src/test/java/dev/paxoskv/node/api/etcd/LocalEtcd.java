package dev.paxoskv.node.api.etcd;

import dev.paxoskv.node.api.LocalClusterAdmin;
import dev.paxoskv.node.api.LocalKeyValueService;
import dev.paxoskv.node.api.admin.Membership;
import dev.paxoskv.node.api.metrics.RequestMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;

/** The gRPC server over a store of one process, to be tried by hand: {@code LocalEtcd [PORT]}. Ends with its input. */
final class LocalEtcd implements AutoCloseable {

    private static final int DEFAULT_PORT = 5000;

    final LocalKeyValueService store = new LocalKeyValueService();
    final LocalClusterAdmin cluster = new LocalClusterAdmin(store);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final int port;
    private final EtcdServer server;

    LocalEtcd(int port) throws IOException {
        server = server();
        this.port = server.start("127.0.0.1", port);
    }

    /** Another server for the same store, which does not listen yet. */
    EtcdServer server() {
        return new EtcdServer(store, store, new Membership(cluster, cluster), new RequestMetrics(meters));
    }

    @Override
    public void close() {
        server.stop(Duration.ofSeconds(5));
    }

    public static void main(String[] arguments) throws IOException {
        int port = arguments.length == 0 ? DEFAULT_PORT : Integer.parseInt(arguments[0]);
        try (LocalEtcd etcd = new LocalEtcd(port)) {
            System.out.println("etcd v3 on 127.0.0.1:" + etcd.port + "; end the input to stop");
            while (System.in.read() >= 0) {
                // whatever is typed
            }
        }
    }
}
