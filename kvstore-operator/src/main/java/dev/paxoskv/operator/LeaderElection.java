package dev.paxoskv.operator;

import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * Of several operators one acts, by a Lease in their namespace. That saves work; safety does not hang on it, since every
 * change is fenced by what it was decided on.
 */
final class LeaderElection {

    private LeaderElection() {}

    @Produces
    @Singleton
    static LeaderElectionConfiguration lease(OperatorSettings settings) {
        return settings.identity()
                .map(identity -> new LeaderElectionConfiguration(Names.MANAGER, null, identity))
                .orElseGet(() -> new LeaderElectionConfiguration(Names.MANAGER));
    }
}
