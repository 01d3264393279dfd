package dev.paxoskv.operator.scenario;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientTimeoutException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What tests need of an API server that {@code KUBECONFIG} names. They run the pods themselves, so it must have no nodes. */
final class RealApiServer {

    private static final Path DEPLOY = Path.of("..", "deploy");

    /** Whom the operators under test are for the server, which so holds them to the installed roles. */
    static final String OPERATOR = "system:serviceaccount:paxoskv-system:paxoskv-operator";

    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** Asked once: there is one server for all tests. */
    private static @Nullable Boolean controllers;

    private RealApiServer() {}

    /** Installs the definitions of the resources. */
    static void install(KubernetesClient client) {
        if (!client.nodes().list().getItems().isEmpty()) {
            throw new IllegalStateException(
                    "KUBECONFIG names a cluster with nodes, whose kubelets would run the pods that"
                            + " these tests run themselves: give them an API server without nodes, such as envtest's");
        }
        try (Stream<Path> files = Files.list(DEPLOY.resolve("crd"))) {
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

    /** What a namespace needs for operators and pods: the installed roles, and the account that pods have by default. */
    static void prepare(KubernetesClient client, String namespace) {
        apply(client, namespace, Path.of("rbac", "clusters-role.yaml"));
        apply(client, namespace, Path.of("rbac", "nodes-role.yaml"));
        apply(client, namespace, Path.of("overlays", "cluster-wide", "binding.yaml"));
        apply(client, namespace, Path.of("rbac", "lease-role.yaml"));
        var _ = client.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("default")
                        .endMetadata()
                        .build())
                .inNamespace(namespace)
                .serverSideApply();
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!mayDo(client, namespace, "", "pods", "list")
                || !mayDo(client, namespace, "coordination.k8s.io", "leases", "update")) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the API server does not give the operator what the roles permit");
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static void apply(KubernetesClient client, String namespace, Path file) {
        try (InputStream objects = Files.newInputStream(DEPLOY.resolve(file))) {
            var _ = client.load(objects).inNamespace(namespace).forceConflicts().serverSideApply();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean mayDo(
            KubernetesClient client, String namespace, String group, String resource, String verb) {
        SubjectAccessReview review = client.authorization()
                .v1()
                .subjectAccessReview()
                .create(new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser(OPERATOR)
                        .withNewResourceAttributes()
                        .withNamespace(namespace)
                        .withGroup(group)
                        .withResource(resource)
                        .withVerb(verb)
                        .endResourceAttributes()
                        .endSpec()
                        .build());
        return review.getStatus().getAllowed();
    }

    /** Whether Kubernetes' own controllers run. */
    static synchronized boolean hasControllers(KubernetesClient client, String namespace) {
        if (controllers == null) {
            controllers = noticesAStatefulSet(client, namespace);
        }
        return controllers;
    }

    /** A controller notices one without pods at once. */
    private static boolean noticesAStatefulSet(KubernetesClient client, String namespace) {
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
