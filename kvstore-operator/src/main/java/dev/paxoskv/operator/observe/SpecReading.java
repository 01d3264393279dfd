package dev.paxoskv.operator.observe;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVClusterSpec;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVClusterStatus;
import dev.paxoskv.operator.api.v1alpha1.RecoverySpec;
import dev.paxoskv.operator.api.v1alpha1.StorageSpec;
import dev.paxoskv.operator.api.v1alpha1.TlsSpec;
import dev.paxoskv.operator.api.v1alpha1.UpdateStrategySpec;
import dev.paxoskv.operator.plan.Intent;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A resource's spec and annotations, read: what the user wants, or why it cannot be had.
 *
 * @param intent with the defaults filled in
 * @param refusal why the spec is refused; null if it is accepted
 */
public record SpecReading(Intent intent, @Nullable Refusal refusal) {

    private static final int DEFAULT_REPLICAS = 3;

    /**
     * Why a spec is refused.
     *
     * @param reason in one word, for machines
     * @param text what to do, for humans
     */
    public record Refusal(String reason, String text) {}

    /**
     * Reads a resource.
     *
     * @param growable whether volumes may be asked to grow now
     */
    public static SpecReading of(PaxosKVCluster cluster, boolean growable) {
        Refusal refusal = refusal(cluster.getSpec(), cluster.getStatus());
        return new SpecReading(intent(cluster, growable, refusal != null), refusal);
    }

    private static Intent intent(PaxosKVCluster cluster, boolean growable, boolean refused) {
        PaxosKVClusterSpec spec = cluster.getSpec();
        Map<String, String> annotations =
                Objects.requireNonNullElse(cluster.getMetadata().getAnnotations(), Map.of());
        UpdateStrategySpec strategy = spec.updateStrategy();
        RecoverySpec recovery = spec.recovery();
        return new Intent(
                Objects.requireNonNullElse(spec.replicas(), DEFAULT_REPLICAS),
                "true".equals(annotations.get(PaxosKVCluster.PAUSED)),
                Boolean.TRUE.equals(spec.hibernate()),
                refused,
                spec.storage().deletionPolicy() == StorageSpec.DeletionPolicy.Delete,
                strategy == null || strategy.type() != UpdateStrategySpec.Type.Manual,
                new Quantity(spec.storage().size()).getNumericalAmount().longValue(),
                growable,
                spec.bootstrap() != null && spec.bootstrap().restore() != null,
                annotations.get(PaxosKVCluster.REPLACE),
                recovery == null
                        ? null
                        : new Intent.Recovery(
                                Names.ordinalOfPod(cluster.getMetadata().getName(), recovery.survivor()),
                                recovery.acknowledgeDataLoss()));
    }

    private static @Nullable Refusal refusal(PaxosKVClusterSpec spec, @Nullable PaxosKVClusterStatus status) {
        TlsSpec tls = spec.tls();
        if (tls != null && tls.mode() != null && tls.mode() != TlsSpec.Mode.Disabled) {
            return new Refusal("TlsNotServed", "tls.mode " + tls.mode() + " is not served yet: set it to Disabled");
        }
        if (spec.replicas() != null && spec.replicas() % 2 == 0) {
            return new Refusal("EvenReplicas", "replicas must be odd: an even number tolerates no more failures");
        }
        String running = status == null ? null : status.version();
        return running == null ? null : VersionSkew.refusal(running, spec.version());
    }
}
