package dev.paxoskv.operator.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The operator as it is packaged: what its environment tells it, its election, its end. */
class PackagedOperatorIT {

    private final OperatorHarness<SimulatedNodes> world = OperatorHarness.simulated();

    @TempDir
    Path directory;

    @AfterEach
    void stop() {
        world.close();
    }

    private OperatorProcess start(String identity) {
        return new OperatorProcess(
                world.client.getConfiguration().getMasterUrl(), world.namespace, world.namespace, identity, directory);
    }

    /** The nodes are simulated inside of this JVM, so a process cannot ask them: what it makes is as far as this goes. */
    @Test
    void oneOfTwoActsInItsNamespaceAndTheOtherGoesOn() {
        assumeTrue(world.mock != null, "a process needs an API server that lets everybody in");
        world.stopOperator();
        String other = world.namespace + "-b";
        world.apply(other, OperatorHarness.THREE);
        try (OperatorProcess first = start("one")) {
            world.until("it is ready and acts", () -> first.isReady() && acts(first));
            assertThat(world.leaseHolder()).isEqualTo("one");
            world.apply(OperatorHarness.THREE);
            world.until("its namespace is kept", () -> world.isKept(world.namespace));
            assertThat(world.isKept(other)).isFalse();
            world.until(
                    "the cluster is in the metrics",
                    () -> first.metrics().contains("paxoskv_operator_cluster_condition{cluster=\"demo\""));
            try (OperatorProcess second = start("two")) {
                world.until("the second is ready", second::isReady);
                assertThat(acts(second)).isFalse();
                first.terminate();
                assertThat(first.output()).doesNotContain("ERROR");
                var _ = world.client
                        .apps()
                        .statefulSets()
                        .inNamespace(world.namespace)
                        .withName("demo")
                        .delete();
                world.until("the second goes on", () -> acts(second) && world.isKept(world.namespace));
                assertThat(world.leaseHolder()).isEqualTo("two");
            }
        }
    }

    /**
     * Many clusters, which nothing happens to but one edit. {@code -Doperator.clusters=100} measures; a build has a few, and
     * holds no machine to a time.
     */
    @Test
    void manyClustersAreKept() {
        assumeTrue(world.mock != null, "a process needs an API server that lets everybody in");
        world.stopOperator();
        int clusters = Integer.getInteger("operator.clusters", 5);
        try (StandingClusters standing = new StandingClusters(
                world.client, world.namespace, ThreadLocalRandom.current().nextInt(1, 255))) {
            IntStream.range(0, clusters).forEach(standing::add);
            try (OperatorProcess operator = start("one")) {
                world.untilOfItself("it is ready", operator::isReady);
                Duration ready = operator.age();
                world.untilOfItself("every cluster is as it is to be", () -> stable(operator) == clusters);
                Duration stable = operator.age();
                Duration acted = edit(StandingClusters.name(clusters - 1));
                System.out.printf(
                        "%d clusters: ready after %d ms, all kept after %d ms, an edit acted upon after %d ms, %d"
                                + " MiB%n",
                        clusters, ready.toMillis(), stable.toMillis(), acted.toMillis(), operator.residentMegabytes());
            }
        }
    }

    /** How many clusters have all their members, and need nothing any more. */
    private static long stable(OperatorProcess operator) {
        String metrics = operator.metrics();
        return Math.min(count(metrics, "Ready", 1), count(metrics, "Progressing", 0));
    }

    private static long count(String metrics, String condition, int value) {
        return metrics.lines()
                .filter(line -> line.startsWith("paxoskv_operator_cluster_condition{"))
                .filter(line -> line.contains("condition=\"" + condition + "\"") && line.endsWith(" " + value + ".0"))
                .count();
    }

    /** Asks for two more members; returns how long it takes until there is to be a pod for the first of them. */
    private Duration edit(String cluster) {
        long start = System.nanoTime();
        var _ = world.client
                .resources(PaxosKVCluster.class)
                .inNamespace(world.namespace)
                .withName(cluster)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"replicas\":5}}");
        world.untilOfItself("the edit is acted upon", () -> {
            StatefulSet set = world.client
                    .apps()
                    .statefulSets()
                    .inNamespace(world.namespace)
                    .withName(cluster)
                    .get();
            return set != null && set.getSpec().getReplicas() == 4;
        });
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static boolean acts(OperatorProcess operator) {
        return operator.metrics().lines().anyMatch(line -> line.equals("paxoskv_operator_acting 1.0"));
    }
}
