package dev.paxoskv.operator.scenario;

import dev.paxoskv.operator.OperatorSettings;
import dev.paxoskv.operator.OperatorUnderTest;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An operator with an API server, one resource named demo, and simulated nodes. */
final class OperatorHarness implements AutoCloseable {

    /** Only there so that what hangs ends. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final @Nullable KubernetesMockServer server;
    final @Nullable MockApiServer mock;
    final KubernetesClient client;
    private final KubernetesClient operatorClient;
    final String namespace = "paxoskv-" + UUID.randomUUID().toString().substring(0, 8);
    final SimulatedNodes nodes = new SimulatedNodes();
    final SimulatedKubelet kubelet;
    private OperatorUnderTest operator;

    OperatorHarness() {
        String kubeconfig = System.getenv("KUBECONFIG");
        if (kubeconfig == null) {
            mock = new MockApiServer();
            server = new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), mock, false);
            server.expectCustomResource(CustomResourceDefinitionContext.fromCustomResourceType(PaxosKVCluster.class));
            server.init();
            client = server.createClient();
        } else {
            mock = null;
            server = null;
            client = new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(Path.of(kubeconfig).toFile()))
                    .build();
        }
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        operatorClient = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(client.getConfiguration())
                        .withUserAgent(MockApiServer.OPERATOR)
                        .build())
                .build();
        kubelet = new SimulatedKubelet(client, namespace, nodes);
        operator = startOperator();
    }

    private OperatorUnderTest startOperator() {
        return new OperatorUnderTest(operatorClient, Set.of(namespace), nodes, settings());
    }

    /** The operator dies and another one takes its place. */
    void restartOperator() {
        operator.close();
        operator = startOperator();
    }

    MeterRegistry meters() {
        return operator.meters;
    }

    private static OperatorSettings settings() {
        return new OperatorSettings() {
            @Override
            public String image() {
                return "example.org/paxoskv";
            }

            @Override
            public Duration afterChange() {
                return Duration.ofMillis(20);
            }

            @Override
            public Duration busyInterval() {
                return Duration.ofMillis(100);
            }

            @Override
            public Duration quietInterval() {
                return Duration.ofMillis(200);
            }

            @Override
            public Duration nodeTimeout() {
                return Duration.ofSeconds(1);
            }

            @Override
            public Duration growthRetry() {
                return Duration.ofMinutes(5);
            }

            @Override
            public Optional<String> identity() {
                return Optional.empty();
            }
        };
    }

    void apply(String spec) {
        client.resource("""
                        apiVersion: paxoskv.dev/v1alpha1
                        kind: PaxosKVCluster
                        metadata:
                          name: demo
                          namespace: %s
                        spec:
                        """.formatted(namespace) + spec.indent(2))
                .inNamespace(namespace)
                .create();
    }

    PaxosKVCluster resource() {
        return Objects.requireNonNull(clusters().get());
    }

    private Resource<PaxosKVCluster> clusters() {
        return client.resources(PaxosKVCluster.class).inNamespace(namespace).withName("demo");
    }

    void edit(UnaryOperator<PaxosKVCluster> change) {
        clusters().edit(change);
    }

    /** A merge patch, as {@code kubectl patch} sends it. */
    void patch(String json) {
        clusters()
                .patch(
                        io.fabric8.kubernetes.client.dsl.base.PatchContext.of(
                                io.fabric8.kubernetes.client.dsl.base.PatchType.JSON_MERGE),
                        json);
    }

    /** Lets the world go on until something is so. */
    void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < end) {
            kubelet.step();
            if (condition.getAsBoolean()) {
                return;
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        throw new AssertionError("it never came to this: " + what + "; the status is "
                + resource().getStatus());
    }

    String memberId(int ordinal) {
        return Objects.requireNonNull(
                Objects.requireNonNull(resource().getStatus().members())
                        .get(ordinal)
                        .memberId());
    }

    boolean has(String type, String status, String reason) {
        return condition(type)
                .filter(found ->
                        found.getStatus().equals(status) && found.getReason().equals(reason))
                .isPresent();
    }

    Optional<Condition> condition(String type) {
        return resource().getStatus() == null || resource().getStatus().conditions() == null
                ? Optional.empty()
                : resource().getStatus().conditions().stream()
                        .filter(condition -> condition.getType().equals(type))
                        .findFirst();
    }

    boolean isStable(int members) {
        return has("Progressing", "False", "Stable")
                && has("Ready", "True", "AllMembersTakePart")
                && Objects.equals(
                        resource().getStatus().observedGeneration(),
                        resource().getMetadata().getGeneration())
                && nodes.voters().size() == members;
    }

    @Override
    public void close() {
        operator.close();
        client.namespaces().withName(namespace).delete();
        operatorClient.close();
        client.close();
        if (server != null) {
            server.destroy();
        }
    }
}
