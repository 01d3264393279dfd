package dev.paxoskv.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CheckpointPolicyTest {
    private final CheckpointPolicy policy = new CheckpointPolicy(1_000, 50, 7);

    @Test
    void isDueAfterSoManyBytes() {
        assertThat(policy.due(999, 8)).isFalse();
        assertThat(policy.due(1_000, 8)).isTrue();
        policy.done(1_000, 8);
        assertThat(policy.due(1_999, 9)).isFalse();
        assertThat(policy.due(2_000, 9)).isTrue();
    }

    @Test
    void isDueAfterSoMuchTimeIfThereIsAnythingToKeep() {
        assertThat(policy.due(0, 1_000)).isFalse();
        assertThat(policy.due(1, 56)).isFalse();
        assertThat(policy.due(1, 57)).isTrue();
        policy.done(1, 57);
        assertThat(policy.due(1, 1_000)).isFalse();
    }
}
