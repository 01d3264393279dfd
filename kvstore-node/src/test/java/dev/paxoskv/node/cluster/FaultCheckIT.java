package dev.paxoskv.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link FaultCheck}, for less than a minute; {@code src/bench/fault-check} runs it for longer. */
class FaultCheckIT {
    private static final Duration LENGTH = Duration.ofSeconds(40);

    @TempDir
    Path directory;

    @Test
    void nothingAcknowledgedIsLostWhenNodesAreKilled() {
        try (TestCluster cluster = new TestCluster(3, directory).start()) {
            FaultCheck check = new FaultCheck(cluster, LENGTH, System.nanoTime());

            assertThat(check.run()).isEmpty();

            System.out.println(check.summary());
            Ledger ledger = check.ledger();
            assertThat(ledger.counted(TokenWriter.WRITTEN)).isPositive();
            assertThat(ledger.counted(PutWriter.WRITTEN)).isPositive();
            assertThat(ledger.counted(Reader.READ)).isPositive();
        }
    }
}
