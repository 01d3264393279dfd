package dev.paxoskv.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CompactionPolicyTest {
    private static final long RETENTION = 1_000;

    @Test
    void whatWasSupersededLongAgoGoes() {
        CompactionPolicy policy = new CompactionPolicy(RETENTION, 0, 0);
        assertThat(policy.isOn()).isTrue();
        for (long now = 0; now < RETENTION; now += 100) {
            assertThat(policy.due(now, 10 + now, 0)).as("at %d", now).isEmpty();
        }
        assertThat(policy.due(RETENTION, 2_000, 0)).hasValue(10);
        // not again before a fifth of the time has passed
        assertThat(policy.due(RETENTION + 100, 2_000, 10)).isEmpty();
        assertThat(policy.due(RETENTION + 200, 2_000, 10)).hasValue(210);
    }

    @Test
    void nothingIsGivenUpWhereNothingWasWritten() {
        CompactionPolicy policy = new CompactionPolicy(RETENTION, 0, 0);
        OptionalLong first = OptionalLong.empty();
        for (long now = 0; now <= 3 * RETENTION; now += 100) {
            OptionalLong due = policy.due(now, 7, first.orElse(0));
            if (due.isPresent()) {
                assertThat(first).as("compacted twice at the same revision").isEmpty();
                first = due;
            }
        }
        assertThat(first).hasValue(7);
    }

    @Test
    void tooManyRevisionsGoWhateverTheirAge() {
        CompactionPolicy policy = new CompactionPolicy(0, 100, 0);
        assertThat(policy.due(1, 124, 0)).isEmpty();
        assertThat(policy.due(2, 125, 0)).hasValue(25);
        assertThat(policy.due(3, 149, 25)).isEmpty();
        assertThat(policy.due(4, 150, 25)).hasValue(50);
    }

    @Test
    void offMeansNever() {
        CompactionPolicy policy = new CompactionPolicy(0, 0, 0);
        assertThat(policy.isOn()).isFalse();
        assertThat(policy.due(Long.MAX_VALUE, Long.MAX_VALUE, 0)).isEmpty();
    }
}
