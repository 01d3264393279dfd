package dev.paxoskv.operator.scenario;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An edit of the spec that comes between a pass and the status that the pass writes. */
class LostEditScenarioTest {

    /** A cluster that is as it is to be is not looked at again within this test. */
    private static final HarnessSettings PATIENT = new HarnessSettings(
            Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofHours(1), Duration.ofSeconds(1));

    private final OperatorHarness<SimulatedNodes> world = new OperatorHarness<>(PATIENT, _ -> new SimulatedNodes());

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void itIsActedUponAtOnce() throws JsonProcessingException {
        assumeTrue(world.mock != null, "nobody can tell a real API server when to take an edit");
        world.apply(OperatorHarness.THREE);
        world.until("three members", () -> world.isStable(3));
        Objects.requireNonNull(world.mock)
                .editBeforeStatus
                .set(new ObjectMapper().readTree("{\"spec\":{\"replicas\":5}}"));
        world.patch("{\"spec\":{\"service\":{\"annotations\":{\"a\":\"b\"}}}}");
        world.until("the later edit", () -> world.isStable(5));
    }
}
