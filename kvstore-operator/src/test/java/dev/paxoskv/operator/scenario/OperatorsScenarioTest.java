package dev.paxoskv.operator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.operator.OperatorUnderTest;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several operators, and the namespaces that they are for. */
class OperatorsScenarioTest {

    private final OperatorHarness<SimulatedNodes> world = OperatorHarness.simulated();

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void ofTwoOneActsAndTheOtherTakesOver() {
        world.stopOperator();
        try (OperatorUnderTest first = world.electedOperator("one")) {
            world.until("the first is elected", first.acting::get);
            try (OperatorUnderTest second = world.electedOperator("two")) {
                world.apply(OperatorHarness.THREE);
                world.until("three members", () -> world.isStable(3));
                assertThat(world.leaseHolder()).isEqualTo("one");
                assertThat(second.acting).isFalse();
                assertThat(writesOf("two")).isEmpty();
                first.stop();
                assertThat(first.acting).isFalse();
                world.until("the second is elected", second.acting::get);
                assertThat(world.leaseHolder()).isEqualTo("two");
                world.patch("{\"spec\":{\"replicas\":5}}");
                world.until("five members", () -> world.isStable(5));
                assertThat(world.nodes.formed).isOne();
            }
        }
    }

    private List<String> writesOf(String identity) {
        return world.requests.writes.stream()
                .filter(write -> write.startsWith("paxoskv-operator-" + identity + " "))
                .filter(write -> !write.endsWith("/selfsubjectrulesreviews"))
                .toList();
    }

    private String anotherNamespace() {
        String name = world.namespace + "-b";
        world.client
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        return name;
    }

    @Test
    void anotherNamespaceIsLeftAlone() {
        String other = anotherNamespace();
        world.apply(other, OperatorHarness.THREE);
        world.apply(OperatorHarness.THREE);
        world.until("three members", () -> world.isStable(3));
        assertThat(world.isKept(other)).isFalse();
        world.end(other);
    }

    @Test
    void severalNamespacesAreKept() {
        String other = anotherNamespace();
        world.restartOperator(Set.of(world.namespace, other));
        world.apply(other, OperatorHarness.THREE);
        world.apply(OperatorHarness.THREE);
        world.until("both are kept", () -> world.isKept(other) && world.isStable(3));
        world.end(other);
    }

    @Test
    void allNamespacesAreKept() {
        String other = anotherNamespace();
        world.restartOperator(Set.of(Constants.WATCH_ALL_NAMESPACES));
        world.apply(other, OperatorHarness.THREE);
        world.apply(OperatorHarness.THREE);
        world.until("both are kept", () -> world.isKept(other) && world.isStable(3));
        world.end(other);
    }
}
