package dev.paxoskv.operator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rolls that do not go well, and those that somebody does by hand. */
class RolloutScenarioTest {

    private static final String QUICK = "updateStrategy: {readyTimeout: 1s}\n";

    private final OperatorHarness<SimulatedNodes> world = OperatorHarness.simulated();

    @AfterEach
    void stop() {
        world.close();
    }

    private List<String> images() {
        return world.client.pods().inNamespace(world.namespace).list().getItems().stream()
                .map(RolloutScenarioTest::image)
                .toList();
    }

    private static String image(Pod pod) {
        return pod.getSpec().getContainers().getFirst().getImage();
    }

    @Test
    void aRollThatDoesNotGetReadyStopsAndGoingBackHealsIt() {
        world.apply(OperatorHarness.THREE + QUICK);
        world.until("three members", () -> world.isStable(3));
        world.patch("{\"spec\":{\"version\":\"1.1.0-broken\"}}");
        world.until("it says so", () -> world.has("Degraded", "True", "RolloutStalled"));
        world.until(
                "it says why",
                () -> world.condition("Degraded").orElseThrow().getMessage().contains("ImagePullBackOff"));
        assertThat(world.condition("Degraded").orElseThrow().getMessage()).contains("set the spec back");
        assertThat(world.has("Progressing", "False", "RolloutStalled")).isTrue();
        assertThat(world.has("Available", "True", "QuorumReachable")).isTrue();
        assertThat(world.events("RolloutStalled")).hasSize(1);
        assertThat(images()).filteredOn(image -> image.endsWith("-broken")).hasSize(1);
        world.patch("{\"spec\":{\"version\":\"1.0.0\"}}");
        world.until(
                "all of the old version",
                () -> world.isStable(3) && images().stream().allMatch(image -> image.endsWith(":1.0.0")));
        assertThat(world.has("Degraded", "False", "AllMembersWork")).isTrue();
        assertThat(world.nodes.formed).isOne();
    }

    @Test
    void byHandNothingIsRestartedUntilSomebodyDoes() {
        world.apply(OperatorHarness.THREE + "updateStrategy: {type: Manual}\n");
        world.until("three members", () -> world.isStable(3));
        List<String> before = world.podUids();
        world.patch("{\"spec\":{\"version\":\"1.1.0\"}}");
        world.until("it waits", () -> world.has("Progressing", "False", "RestartPending"));
        assertThat(world.condition("Progressing").orElseThrow().getMessage()).contains("delete the pods 0, 1, 2");
        assertThat(world.podUids()).containsExactlyInAnyOrderElementsOf(before);
        for (int ordinal = 2; ordinal >= 0; ordinal--) {
            world.kubelet.killPod(ordinal);
            int restarted = 3 - ordinal;
            world.until(
                    "the next one is back",
                    () -> images().stream()
                                            .filter(image -> image.endsWith(":1.1.0"))
                                            .count()
                                    == restarted
                            && world.has("Ready", "True", "AllMembersTakePart"));
        }
        world.until("nothing is left to do", () -> world.isStable(3));
    }
}
