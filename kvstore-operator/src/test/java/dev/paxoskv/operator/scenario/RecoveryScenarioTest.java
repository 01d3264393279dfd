package dev.paxoskv.operator.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.operator.api.v1alpha1.RecoveryStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A majority that is lost for good. */
class RecoveryScenarioTest {

    private final OperatorHarness<SimulatedNodes> world = OperatorHarness.simulated();

    @AfterEach
    void stop() {
        world.close();
    }

    private void loseTheMajority() {
        world.apply(OperatorHarness.THREE);
        world.until("three members", () -> world.isStable(3));
        world.kubelet.loseDisk(0);
        world.kubelet.loseDisk(2);
        world.until("no quorum", () -> world.has("Available", "False", "QuorumLost"));
    }

    private String clusterId() {
        return Objects.requireNonNull(world.resource().getStatus().clusterId());
    }

    private void recover(String survivor, String acknowledged) {
        world.patch("{\"spec\":{\"recovery\":{\"survivor\":\"" + survivor + "\",\"acknowledgeDataLoss\":\""
                + acknowledged + "\"}}}");
    }

    @Test
    void itGoesOnFromTheSurvivorUnderTheIdThatWasDrawn() {
        loseTheMajority();
        String old = clusterId();
        recover("demo-1", old);
        world.until("three members", () -> world.isStable(3) && !clusterId().equals(old));
        RecoveryStatus recovery =
                Objects.requireNonNull(world.resource().getStatus().recovery());
        assertThat(recovery.done()).isTrue();
        assertThat(recovery.newClusterId()).isEqualTo(clusterId());
        List<Job> jobs = world.client
                .batch()
                .v1()
                .jobs()
                .inNamespace(world.namespace)
                .list()
                .getItems();
        assertThat(jobs).hasSize(1);
        assertThat(jobs.getFirst()
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getArgs())
                .containsSequence("--acknowledge-data-loss", old, "--cluster-id", clusterId());
        assertThat(world.nodes.formed).isOne();
    }

    @Test
    void theJobMayRunTwice() {
        loseTheMajority();
        world.kubelet.jobsRunTwice = true;
        String old = clusterId();
        recover("demo-1", old);
        world.until("three members", () -> world.isStable(3) && !clusterId().equals(old));
        assertThat(Objects.requireNonNull(world.resource().getStatus().recovery())
                        .newClusterId())
                .isEqualTo(clusterId());
    }

    @Test
    void anotherIdIsNoAcknowledgement() {
        loseTheMajority();
        recover("demo-1", "0123456789abcdef");
        int[] looks = {0};
        world.until("many looks", () -> ++looks[0] >= 30);
        assertThat(world.has("Available", "False", "QuorumLost")).isTrue();
        assertThat(world.resource().getStatus().recovery()).isNull();
        assertThat(world.client
                        .batch()
                        .v1()
                        .jobs()
                        .inNamespace(world.namespace)
                        .list()
                        .getItems())
                .isEmpty();
    }

    @Test
    void aSurvivorWithoutAVolumeIsRefused() {
        loseTheMajority();
        recover("demo-7", clusterId());
        world.until("a word on it", () -> world.has("Degraded", "True", "RecoveryRefused"));
        assertThat(world.events("RecoveryRefused")).hasSize(1);
    }
}
