package dev.paxoskv.node.api.rest;

import dev.paxoskv.node.replica.KeyValueService;
import dev.paxoskv.node.replica.NodeStatus;
import dev.paxoskv.node.replica.NodeStatus.State;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/**
 * The three checks under {@code /q/health}. Started: the data is open. Live: the node met nothing that it cannot go on
 * after; a lost majority is nothing of that kind, because a restart would not bring it back. Ready: linearizable requests
 * are served here.
 */
@Singleton
public class HealthChecks {

    private final KeyValueService service;

    HealthChecks(KeyValueService service) {
        this.service = service;
    }

    @Produces
    @Singleton
    @Startup
    HealthCheck started() {
        return () -> response("started", isStarted(service.status()));
    }

    @Produces
    @Singleton
    @Liveness
    HealthCheck live() {
        return () -> response("live", isLive(service.status()));
    }

    @Produces
    @Singleton
    @Readiness
    HealthCheck ready() {
        return () -> response("ready", service.status().isReady());
    }

    static boolean isStarted(NodeStatus status) {
        return status.state() != State.STARTING;
    }

    static boolean isLive(NodeStatus status) {
        return status.state() != State.FAILED;
    }

    /** Why a node is not ready, for people. */
    static String reason(NodeStatus status) {
        if (!status.detail().isEmpty()) {
            return status.detail();
        }
        return status.state() == State.SERVING
                ? "no leader is known here; a majority of the members has to be up and connected"
                : "the node is " + status.state().name().toLowerCase(Locale.ROOT);
    }

    private HealthCheckResponse response(String name, boolean up) {
        NodeStatus status = service.status();
        return HealthCheckResponse.named(name)
                .status(up)
                .withData("state", status.state().name().toLowerCase(Locale.ROOT))
                .withData("detail", up ? "" : reason(status))
                .build();
    }
}
