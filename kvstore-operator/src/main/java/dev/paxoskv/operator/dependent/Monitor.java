package dev.paxoskv.operator.dependent;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.Refusal;
import dev.paxoskv.operator.api.v1alpha1.MonitoringSpec;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVClusterStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Tells the Prometheus operator, where there is one, to scrape the members. It is no managed dependent: nobody can watch a
 * kind that the API server may not know, so the object is asked for in each pass that wants it.
 */
@Singleton
public final class Monitor {

    /** The kind. */
    public static final ResourceDefinitionContext TYPE = new ResourceDefinitionContext.Builder()
            .withGroup("monitoring.coreos.com")
            .withVersion("v1")
            .withKind("ServiceMonitor")
            .withPlural("servicemonitors")
            .withNamespaced(true)
            .build();

    private static final int NOT_FOUND = 404;

    private final KubernetesClient client;

    /** What became of it. */
    public sealed interface Result {

        /** The spec does not ask for it. */
        record Unwanted() implements Result {}

        /** It is as it is to be. */
        record Kept() implements Result {}

        /** The API server does not know the kind. */
        record Missing() implements Result {}

        /** It cannot be written; the text says what to do. */
        record Refused(String text) implements Result {}
    }

    @Inject
    public Monitor(KubernetesClient client) {
        this.client = client;
    }

    /** Makes it, mends it, or takes it away. What is refused is a result, not an exception. */
    public Result keep(PaxosKVCluster cluster) {
        MonitoringSpec spec = cluster.getSpec().monitoring();
        try {
            if (spec != null && Boolean.TRUE.equals(spec.serviceMonitor())) {
                return apply(cluster, spec);
            }
            if (mayBeThere(cluster)) {
                remove(cluster);
            }
            return new Result.Unwanted();
        } catch (KubernetesClientException e) {
            return e.getCode() == NOT_FOUND ? new Result.Missing() : new Result.Refused(Refusal.text(e));
        }
    }

    /** It was there when the status was written, or the spec has changed since, which may have asked for it meanwhile. */
    private static boolean mayBeThere(PaxosKVCluster cluster) {
        PaxosKVClusterStatus status = cluster.getStatus();
        return status != null
                && (!Objects.equals(
                                status.observedGeneration(),
                                cluster.getMetadata().getGeneration())
                        || Objects.requireNonNullElse(
                                        status.conditions(), List.<io.fabric8.kubernetes.api.model.Condition>of())
                                .stream()
                                .anyMatch(condition -> condition.getType().equals("Monitored")));
    }

    private Resource<GenericKubernetesResource> resource(PaxosKVCluster cluster) {
        return client.genericKubernetesResources(TYPE)
                .inNamespace(cluster.getMetadata().getNamespace())
                .withName(cluster.getMetadata().getName());
    }

    private void remove(PaxosKVCluster cluster) {
        GenericKubernetesResource found = resource(cluster).get();
        if (found != null && found.hasOwnerReferenceFor(cluster)) {
            var _ = resource(cluster).delete();
        }
    }

    private Result apply(PaxosKVCluster cluster, MonitoringSpec spec) {
        GenericKubernetesResource found = resource(cluster).get();
        if (found != null && !found.hasOwnerReferenceFor(cluster)) {
            return new Result.Refused(ForeignObjectException.text(
                    TYPE.getKind(), found.getMetadata().getName()));
        }
        GenericKubernetesResource desired = desired(cluster, spec);
        if (found == null || !Subset.contains(found, desired)) {
            var _ = client.genericKubernetesResources(TYPE)
                    .inNamespace(cluster.getMetadata().getNamespace())
                    .resource(desired)
                    .patch(
                            new PatchContext.Builder()
                                    .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                    .withFieldManager(Names.MANAGER)
                                    .withForce(true)
                                    .build(),
                            desired);
        }
        return new Result.Kept();
    }

    private static GenericKubernetesResource desired(PaxosKVCluster cluster, MonitoringSpec spec) {
        String name = cluster.getMetadata().getName();
        Map<String, String> labels = new HashMap<>(Objects.requireNonNullElse(spec.labels(), Map.of()));
        labels.putAll(Names.labels(name));
        GenericKubernetesResource desired = new GenericKubernetesResourceBuilder()
                .withApiVersion(TYPE.getGroup() + "/" + TYPE.getVersion())
                .withKind(TYPE.getKind())
                .withNewMetadata()
                .withName(name)
                .withNamespace(cluster.getMetadata().getNamespace())
                .withLabels(labels)
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(cluster.getApiVersion())
                        .withKind(cluster.getKind())
                        .withName(name)
                        .withUid(cluster.getMetadata().getUid())
                        .withController(true)
                        .build())
                .endMetadata()
                .build();
        desired.setAdditionalProperty(
                "spec",
                Map.of(
                        "selector",
                        Map.of("matchLabels", Map.of(Names.CLUSTER, name, Names.SERVICE, PeersService.ROLE)),
                        // The label by which alerts and dashboards tell clusters apart.
                        "targetLabels",
                        List.of(Names.CLUSTER),
                        "endpoints",
                        List.of(Map.of(
                                "port",
                                "http",
                                "path",
                                "/q/metrics",
                                "interval",
                                Objects.requireNonNullElse(spec.interval(), "30s")))));
        OwnedObject.stamp(desired);
        return desired;
    }
}
