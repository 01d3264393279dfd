package dev.paxoskv.operator.scenario;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What tests need of an API server that {@code KUBECONFIG} names. They run the pods themselves, so it must have no nodes. */
final class RealApiServer {

    private static final Path DEFINITIONS = Path.of("..", "deploy", "crd");

    private RealApiServer() {}

    /** Installs the definitions of the resources. */
    static void install(KubernetesClient client) {
        if (!client.nodes().list().getItems().isEmpty()) {
            throw new IllegalStateException(
                    "KUBECONFIG names a cluster with nodes, whose kubelets would run the pods that"
                            + " these tests run themselves: give them an API server without nodes, such as envtest's");
        }
        try (Stream<Path> files = Files.list(DEFINITIONS)) {
            for (Path file :
                    files.filter(any -> any.toString().endsWith(".dev.yaml")).toList()) {
                install(client, file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void install(KubernetesClient client, Path file) {
        CustomResourceDefinition definition = client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .load(file.toFile())
                .item();
        Resource<CustomResourceDefinition> resource =
                client.apiextensions().v1().customResourceDefinitions().resource(definition);
        var _ = resource.patch(
                new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager("paxoskv-tests")
                        .withForce(true)
                        .build(),
                definition);
        var _ = resource.waitUntilCondition(RealApiServer::isEstablished, 1, TimeUnit.MINUTES);
    }

    private static boolean isEstablished(CustomResourceDefinition definition) {
        return definition != null
                && definition.getStatus() != null
                && definition.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Established".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    /** Whether Kubernetes' own controllers run: they notice a StatefulSet without pods at once. */
    static boolean hasControllers(KubernetesClient client, String namespace) {
        Resource<StatefulSet> probe =
                client.apps().statefulSets().inNamespace(namespace).resource(withoutPods());
        var _ = probe.create();
        try {
            var _ = probe.waitUntilCondition(
                    set -> set != null
                            && set.getStatus() != null
                            && set.getStatus().getObservedGeneration() != null,
                    10,
                    TimeUnit.SECONDS);
            return true;
        } catch (KubernetesClientTimeoutException e) {
            return false;
        } finally {
            var _ = probe.delete();
        }
    }

    private static StatefulSet withoutPods() {
        return Serialization.unmarshal("""
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: probe}
            spec:
              replicas: 0
              serviceName: probe
              selector: {matchLabels: {app: probe}}
              template:
                metadata: {labels: {app: probe}}
                spec: {containers: [{name: probe, image: "example.org/probe:1"}]}
            """, StatefulSet.class);
    }
}
