package dev.paxoskv.operator.observe;

import dev.paxoskv.operator.admin.NodeStatus;
import dev.paxoskv.operator.plan.ClusterObservation;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An observation with what it was made from, for those who act on it and report it.
 *
 * @param set the StatefulSet; null if there is none
 * @param statuses what the nodes say of themselves, by ordinal
 * @param hosts the addresses of the pods, by ordinal
 */
public record Observed(
        ClusterObservation observation,
        @Nullable StatefulSet set,
        Map<Integer, NodeStatus> statuses,
        Map<Integer, String> hosts) {

    public Observed {
        statuses = Map.copyOf(statuses);
        hosts = Map.copyOf(hosts);
    }
}
