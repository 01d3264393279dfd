package dev.paxoskv.operator;

import dev.paxoskv.operator.metrics.OperatorMetrics;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Of several operators one acts, by a Lease in their namespace. That saves work; safety does not hang on it, since every
 * change is fenced by what it was decided on.
 */
final class LeaderElection {

    private static final Logger LOG = Logger.getLogger(LeaderElection.class);

    private LeaderElection() {}

    @Produces
    @Singleton
    static LeaderElectionConfiguration lease(OperatorSettings settings, OperatorMetrics metrics) {
        return lease(null, settings.identity().orElse(null), () -> metrics.setActing(true), () -> {
            metrics.setActing(false);
            end();
        });
    }

    /** Whoever loses the Lease must not go on; one that is stopped anyway just does not wait for itself. */
    private static void end() {
        LOG.info("the Lease is another operator's now, or given back: this one ends");
        Quarkus.asyncExit(1);
    }

    /**
     * The election by the Lease of a namespace.
     *
     * @param namespace the operator's own if null
     * @param identity who the operator is; its host's name if null
     */
    static LeaderElectionConfiguration lease(
            @Nullable String namespace, @Nullable String identity, Runnable begin, Runnable end) {
        return new LeaderElectionConfiguration(
                Names.MANAGER,
                namespace,
                LeaderElectionConfiguration.LEASE_DURATION_DEFAULT_VALUE,
                LeaderElectionConfiguration.RENEW_DEADLINE_DEFAULT_VALUE,
                LeaderElectionConfiguration.RETRY_PERIOD_DEFAULT_VALUE,
                identity,
                new LeaderCallbacks(begin, end, _ -> {}),
                // System.exit, which the framework would call, waits for ever in an operator that is being stopped.
                false);
    }
}
