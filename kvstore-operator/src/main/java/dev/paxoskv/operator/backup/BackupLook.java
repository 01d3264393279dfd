package dev.paxoskv.operator.backup;

import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import org.jspecify.annotations.Nullable;

/**
 * An observation with what it was made from.
 *
 * @param cluster what is backed up; null if it is missing, or was not asked for
 */
public record BackupLook(
        BackupObservation observation, @Nullable PaxosKVCluster cluster) {}
