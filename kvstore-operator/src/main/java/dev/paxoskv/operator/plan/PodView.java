package dev.paxoskv.operator.plan;

import org.jspecify.annotations.Nullable;

/**
 * A pod.
 *
 * @param ready Kubernetes holds it for ready
 * @param stuck it has not been ready for so long that waiting has no sense
 * @param late it has not been ready for longer than the user grants a restarted member
 * @param outdated it was made from an older template than the StatefulSet has
 * @param deleting it is being stopped
 * @param trouble what keeps it from working, as far as Kubernetes says; null if it says nothing
 * @param report what its node says; null if it does not answer
 */
public record PodView(
        int ordinal,
        String uid,
        boolean ready,
        boolean stuck,
        boolean late,
        boolean outdated,
        boolean deleting,
        @Nullable String trouble,
        @Nullable NodeReport report) {}
