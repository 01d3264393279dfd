package dev.paxoskv.node.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {

    @Test
    void inAClosedLoopTheNextIsDueNow() {
        Pace pace = new Pace(0, 100);

        assertThat(pace.nextDue(250)).isEqualTo(250);
        assertThat(pace.nextDue(260)).isEqualTo(260);
    }

    @Test
    void inAnOpenLoopTheyAreDueAtEvenDistancesHoweverLateTheyAreAskedFor() {
        Pace pace = new Pace(1000, 5);

        assertThat(pace.nextDue(5)).isEqualTo(5);
        assertThat(pace.nextDue(9_000_000)).isEqualTo(1_000_005);
        assertThat(pace.nextDue(9_000_000)).isEqualTo(2_000_005);
    }

    @Test
    void aRestartForgetsWhatIsOverdue() {
        Pace pace = new Pace(1000, 0);
        pace.nextDue(0);
        pace.nextDue(0);

        pace.restart(50_000_000);

        assertThat(pace.nextDue(50_000_000)).isEqualTo(50_000_000);
        assertThat(pace.nextDue(50_000_000)).isEqualTo(51_000_000);
    }
}
