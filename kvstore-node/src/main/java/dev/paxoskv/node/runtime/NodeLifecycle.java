package dev.paxoskv.node.runtime;

import dev.paxoskv.node.api.admin.Membership;
import dev.paxoskv.node.api.etcd.EtcdServer;
import dev.paxoskv.node.api.metrics.RequestMetrics;
import dev.paxoskv.node.api.rest.HttpDrain;
import dev.paxoskv.node.config.NodeConfig;
import dev.paxoskv.node.transport.PeerEndpoint;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.grpc.GrpcService;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts the node when the application is up, and stops it when the application goes down. What cannot start ends the
 * process with exit code 1 and one line that says why.
 */
@Singleton
final class NodeLifecycle {
    private static final Logger LOG = Logger.getLogger(NodeLifecycle.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How long clients may take to go: what they have begun is worth more than a fast end. */
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    /** How long another member may take to become the leader. */
    private static final Duration HAND_OVER = Duration.ofSeconds(2);

    private final NodeConfig config;
    private final NodeService service;
    private final EtcdServer etcd;
    private final HttpDrain http;
    private final PeerEndpoint endpoint;
    private final MeterRegistry registry;
    private @Nullable Node node;

    NodeLifecycle(
            NodeConfig config,
            NodeService service,
            Membership membership,
            RequestMetrics requests,
            HttpDrain http,
            @GrpcService PeerEndpoint endpoint,
            MeterRegistry registry) {
        this.config = config;
        this.service = service;
        this.etcd = new EtcdServer(service, service, membership, requests);
        this.http = http;
        this.endpoint = endpoint;
        this.registry = registry;
    }

    void onStart(@Observes StartupEvent event) {
        try {
            Node started = new Node(config, service, endpoint, new NodeMetrics(registry), NodeLifecycle::end);
            node = started;
            started.start();
            etcd.start(config.grpcBind().host(), config.grpcBind().port());
            LOG.infof(
                    "%s: HTTP on %s, client gRPC on %s, peers on %s, data in %s",
                    config.name(), config.httpBind(), config.grpcBind(), config.peerBind(), config.dataDirectory());
        } catch (IOException | RuntimeException failure) {
            end(String.valueOf(failure.getMessage()));
        }
    }

    /**
     * Before the end, while everything is served: another member leads from now on if there is one that can, and clients
     * are asked to go elsewhere. Returns when they have gone, within a few seconds. No request is cut off.
     */
    void leave() {
        Node running = node;
        if (running != null) {
            running.handOver(HAND_OVER);
        }
        etcd.drain();
        http.drain(FAREWELL);
        etcd.stop(PATIENCE);
    }

    void onStop(@Observes ShutdownEvent event) {
        etcd.stop(PATIENCE);
        Node running = node;
        if (running != null) {
            running.stop(PATIENCE);
        }
    }

    private static void end(String reason) {
        LOG.fatalf("the node ends: %s", reason);
        Quarkus.asyncExit(1);
    }
}
