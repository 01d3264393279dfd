package dev.paxoskv.operator.status;

import dev.paxoskv.operator.act.Outcome;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import dev.paxoskv.operator.dependent.Monitor;
import dev.paxoskv.operator.observe.Observed;
import dev.paxoskv.operator.observe.SpecReading;
import dev.paxoskv.operator.plan.Action;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a pass found and did.
 *
 * @param trouble what could not be applied; null if all could
 * @param monitoring what became of the object that tells Prometheus of the members
 */
public record Findings(
        PaxosKVCluster cluster,
        SpecReading spec,
        Observed seen,
        Action action,
        Outcome outcome,
        @Nullable String trouble,
        Monitor.Result monitoring) {}
