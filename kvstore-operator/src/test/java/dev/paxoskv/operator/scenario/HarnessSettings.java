package dev.paxoskv.operator.scenario;

import dev.paxoskv.operator.OperatorSettings;
import java.time.Duration;
import java.util.Optional;

/** The operator's settings with short times, so that tests need not wait. */
record HarnessSettings(Duration afterChange, Duration busyInterval, Duration quietInterval, Duration nodeTimeout)
        implements OperatorSettings {

    /** For nodes that answer at once. */
    static final HarnessSettings SIMULATED = new HarnessSettings(
            Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofSeconds(1));

    /** For processes that share this machine. */
    static final HarnessSettings REAL = new HarnessSettings(
            Duration.ofMillis(300), Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(5));

    @Override
    public String image() {
        return "example.org/paxoskv";
    }

    @Override
    public Duration growthRetry() {
        return Duration.ofMinutes(5);
    }

    @Override
    public Optional<String> identity() {
        return Optional.empty();
    }
}
