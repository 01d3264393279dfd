package dev.paxoskv.operator.scenario;

import dev.paxoskv.operator.OperatorSettings;
import dev.paxoskv.operator.OperatorUnderTest;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackup;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVBackupSchedule;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVClusterStatus;
import dev.paxoskv.operator.metrics.OperatorMetrics;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
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
import io.micrometer.core.instrument.Counter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An operator with an API server, one resource named demo, and nodes. */
final class OperatorHarness<N extends NodeRuntime> implements AutoCloseable {

    /** Only there so that what hangs ends. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** If the operator has done nothing for so many looks in turn, it rests. */
    private static final int LOOKS_AT_REST = 30;

    /** A cluster of three. */
    static final String THREE = """
        replicas: 3
        version: 1.0.0
        storage: {size: 1Gi}
        """;

    /** What Kubernetes permits to everybody who may talk to it. */
    private static final String OWN_RIGHTS = "create authorization.k8s.io/selfsubjectrulesreviews";

    private final @Nullable KubernetesMockServer server;
    final @Nullable MockApiServer mock;

    /** What the operators have asked of the API server. */
    final OperatorRequests requests = new OperatorRequests();

    final KubernetesClient client;
    private final List<KubernetesClient> operatorClients = new ArrayList<>();
    final String namespace = "paxoskv-" + UUID.randomUUID().toString().substring(0, 8);
    final ShiftedClock clock = new ShiftedClock();
    final N nodes;
    final SimulatedKubelet kubelet;

    /** Null if Kubernetes' own are there, or nobody is to do their work. */
    @Nullable SimulatedControllers controllers;

    final SimulatedJobs jobs;
    private final OperatorSettings settings;
    private OperatorUnderTest operator;

    static OperatorHarness<SimulatedNodes> simulated() {
        return new OperatorHarness<>(HarnessSettings.SIMULATED, _ -> new SimulatedNodes());
    }

    /**
     * With nodes of its own.
     *
     * @param makeNodes makes them for a namespace
     */
    OperatorHarness(OperatorSettings settings, Function<String, N> makeNodes) {
        this.settings = settings;
        this.nodes = makeNodes.apply(namespace);
        String kubeconfig = System.getenv("KUBECONFIG");
        if (kubeconfig == null) {
            mock = new MockApiServer(requests);
            server = new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), mock, false);
            Stream.of(PaxosKVCluster.class, PaxosKVBackup.class, PaxosKVBackupSchedule.class)
                    .map(CustomResourceDefinitionContext::fromCustomResourceType)
                    .forEach(server::expectCustomResource);
            server.init();
            client = server.createClient();
        } else {
            mock = null;
            server = null;
            client = new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(Path.of(kubeconfig).toFile()))
                    .build();
            RealApiServer.install(client);
        }
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        if (mock == null) {
            RealApiServer.prepare(client, namespace);
        }
        kubelet = new SimulatedKubelet(client, namespace, nodes);
        kubelet.jobsHavePods = mock == null && RealApiServer.hasControllers(client, namespace);
        controllers = kubelet.jobsHavePods ? null : new SimulatedControllers(client, namespace, kubelet);
        jobs = new SimulatedJobs(client, namespace, nodes, kubelet.jobsHavePods);
        operator = startOperator();
    }

    private OperatorUnderTest startOperator() {
        return startOperator(Set.of(namespace));
    }

    private OperatorUnderTest startOperator(Set<String> namespaces) {
        return new OperatorUnderTest(operatorClient(""), namespaces, nodes.admin(), settings, clock);
    }

    /** A client that can be told from others by its name. */
    private KubernetesClient operatorClient(String name) {
        String agent = MockApiServer.OPERATOR + name;
        ConfigBuilder config = new ConfigBuilder(client.getConfiguration())
                .withUserAgent(agent)
                .withNamespace(namespace);
        KubernetesClientBuilder builder = new KubernetesClientBuilder();
        if (mock == null) {
            config.withImpersonateUsername(RealApiServer.OPERATOR);
            builder.withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("requests", requests.of(agent)));
        }
        KubernetesClient made = builder.withConfig(config.build()).build();
        operatorClients.add(made);
        return made;
    }

    /** One of several that take part in an election; the one that is there from the beginning does not. */
    OperatorUnderTest electedOperator(String identity) {
        return OperatorUnderTest.elected(operatorClient("-" + identity), namespace, nodes.admin(), settings, identity);
    }

    void stopOperator() {
        operator.close();
    }

    /** Another one takes the operator's place, with other namespaces to watch. */
    void restartOperator(Set<String> namespaces) {
        operator.close();
        operator = startOperator(namespaces);
    }

    /** The operator dies and another one takes its place. */
    void restartOperator() {
        operator.close();
        operator = startOperator();
    }

    /** Lets the operator look at its clusters some more times. */
    void untilPasses(int more) {
        double before = passes();
        until("more passes", () -> passes() >= before + more);
    }

    /** Whether the operator has seen the end of all clusters; a pass for one may still be under way. */
    private boolean hasForgottenAll() {
        return operator.meters
                .find("paxoskv.operator.cluster.condition")
                .meters()
                .isEmpty();
    }

    private double passes() {
        return operator
                .meters
                .find("paxoskv.operator.reconciles")
                .tag("controller", OperatorMetrics.CLUSTERS)
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    void apply(String spec) {
        apply(namespace, spec);
    }

    void apply(String target, String spec) {
        apply(target, "PaxosKVCluster", "demo", spec);
    }

    void apply(String kind, String name, String spec) {
        apply(namespace, kind, name, spec);
    }

    private void apply(String target, String kind, String name, String spec) {
        client.resource("""
            apiVersion: paxoskv.dev/v1alpha1
            kind: %s
            metadata:
              name: %s
              namespace: %s
            spec:
            """.formatted(kind, name, target) + spec.indent(2))
                .inNamespace(target)
                .create();
    }

    PaxosKVCluster resource() {
        return resource("demo");
    }

    PaxosKVCluster resource(String cluster) {
        return Objects.requireNonNull(clusters(cluster).get());
    }

    private Resource<PaxosKVCluster> clusters(String cluster) {
        return client.resources(PaxosKVCluster.class).inNamespace(namespace).withName(cluster);
    }

    /**
     * What {@code kubectl delete} leads to: the resource goes, and Kubernetes collects all that it owned, also what a pass that
     * was under way makes once more. Afterwards no pass is under way.
     */
    void deleteWithAllThatItOwns() {
        String uid = resource().getMetadata().getUid();
        var _ = clusters("demo").delete();
        double[] last = {-1};
        int[] still = {0};
        until("all is collected", () -> {
            collectWhatIsOwnedBy(uid);
            double now = passes() + requests.writes.size();
            still[0] = now == last[0] && hasForgottenAll() && podUids().isEmpty() ? still[0] + 1 : 0;
            last[0] = now;
            return still[0] == LOOKS_AT_REST;
        });
    }

    private void collectWhatIsOwnedBy(String uid) {
        List<HasMetadata> owned = new ArrayList<>();
        owned.addAll(client.apps().statefulSets().inNamespace(namespace).list().getItems());
        owned.addAll(client.services().inNamespace(namespace).list().getItems());
        owned.addAll(client.serviceAccounts().inNamespace(namespace).list().getItems());
        owned.addAll(client.configMaps().inNamespace(namespace).list().getItems());
        owned.addAll(client.policy()
                .v1()
                .podDisruptionBudget()
                .inNamespace(namespace)
                .list()
                .getItems());
        owned.addAll(client.network()
                .v1()
                .networkPolicies()
                .inNamespace(namespace)
                .list()
                .getItems());
        owned.removeIf(object -> object.getMetadata().getOwnerReferences().stream()
                .noneMatch(owner -> owner.getUid().equals(uid)));
        owned.forEach(object -> client.resource(object).inNamespace(namespace).delete());
        client.pods()
                .inNamespace(namespace)
                .withLabel("paxoskv.dev/cluster", "demo")
                .delete();
    }

    /** A merge patch, as {@code kubectl patch} sends it. */
    void patch(String json) {
        clusters("demo")
                .patch(
                        io.fabric8.kubernetes.client.dsl.base.PatchContext.of(
                                io.fabric8.kubernetes.client.dsl.base.PatchType.JSON_MERGE),
                        json);
    }

    /** Whether an operator keeps the cluster of a namespace: it has made its StatefulSet. */
    boolean isKept(String of) {
        return client.apps().statefulSets().inNamespace(of).withName("demo").get() != null;
    }

    /** The identity of the operator that acts, by the Lease. */
    String leaseHolder() {
        return client.leases()
                .inNamespace(namespace)
                .withName("paxoskv-operator")
                .get()
                .getSpec()
                .getHolderIdentity();
    }

    /** Lets the world go on until something is so. */
    void until(String what, BooleanSupplier condition) {
        until(what, this::step, condition);
    }

    /** Waits until something is so in a world that stands still: its pods are nobody's to look after. */
    void untilOfItself(String what, BooleanSupplier condition) {
        until(what, () -> {}, condition);
    }

    private void step() {
        if (controllers != null) {
            controllers.step();
        }
        if (controllers != null || kubelet.jobsHavePods) {
            jobs.step();
        }
        kubelet.step();
    }

    private void until(String what, Runnable meanwhile, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < end) {
            meanwhile.run();
            if (condition.getAsBoolean()) {
                return;
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        throw new AssertionError("it never came to this: " + what + "; the clusters are "
                + client.resources(PaxosKVCluster.class).inNamespace(namespace).list().getItems().stream()
                        .map(cluster -> cluster.getMetadata().getName() + ": " + cluster.getStatus())
                        .toList());
    }

    String memberId(int ordinal) {
        return Objects.requireNonNull(
                Objects.requireNonNull(resource().getStatus().members())
                        .get(ordinal)
                        .memberId());
    }

    List<String> podUids() {
        return client.pods().inNamespace(namespace).withLabel("paxoskv.dev/cluster", "demo").list().getItems().stream()
                .map(pod -> pod.getMetadata().getUid())
                .toList();
    }

    boolean has(String type, String status, String reason) {
        return has("demo", type, status, reason);
    }

    private boolean has(String cluster, String type, String status, String reason) {
        return condition(cluster, type)
                .filter(found ->
                        found.getStatus().equals(status) && found.getReason().equals(reason))
                .isPresent();
    }

    Optional<Condition> condition(String type) {
        return condition("demo", type);
    }

    private Optional<Condition> condition(String cluster, String type) {
        PaxosKVClusterStatus status = resource(cluster).getStatus();
        return status == null || status.conditions() == null
                ? Optional.empty()
                : status.conditions().stream()
                        .filter(condition -> condition.getType().equals(type))
                        .findFirst();
    }

    boolean isStable(int members) {
        return isStable("demo", members);
    }

    boolean isStable(String cluster, int members) {
        PaxosKVCluster resource = resource(cluster);
        return has(cluster, "Progressing", "False", "Stable")
                && has(cluster, "Ready", "True", "AllMembersTakePart")
                && Objects.equals(
                        resource.getStatus().observedGeneration(),
                        resource.getMetadata().getGeneration())
                && Objects.equals(resource.getStatus().replicas(), members);
    }

    /** The events that say something for a reason. */
    List<Event> events(String reason) {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getReason().equals(reason))
                .toList();
    }

    /** Stops everything, and checks that the operator asked for nothing that its roles do not permit. */
    @Override
    public void close() {
        operator.close();
        nodes.close();
        end(namespace);
        operatorClients.forEach(KubernetesClient::close);
        client.close();
        if (server != null) {
            server.destroy();
        }
        Set<String> beyond = new TreeSet<>(requests.asked);
        beyond.removeAll(Permissions.ofClustersRole());
        beyond.removeAll(Permissions.ofLeaseRole());
        beyond.remove(OWN_RIGHTS);
        if (!beyond.isEmpty()) {
            throw new AssertionError("the roles do not permit what the operator asked for: " + beyond);
        }
    }

    /**
     * Deletes a namespace, and first what an operator keeps: it would go on with it where nobody empties namespaces, and hold up
     * their end for the files of backups where somebody does.
     */
    void end(String ended) {
        client.resources(PaxosKVBackupSchedule.class).inNamespace(ended).delete();
        client.resources(PaxosKVCluster.class).inNamespace(ended).delete();
        client.resources(PaxosKVBackup.class).inNamespace(ended).delete();
        client.resources(PaxosKVBackup.class).inNamespace(ended).list().getItems().stream()
                .filter(backup -> !backup.getFinalizers().isEmpty())
                .forEach(backup -> client.resource(backup).edit(held -> {
                    held.getMetadata().setFinalizers(List.of());
                    return held;
                }));
        client.namespaces().withName(ended).delete();
    }
}
