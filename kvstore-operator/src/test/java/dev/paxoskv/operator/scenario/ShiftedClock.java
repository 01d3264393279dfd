package dev.paxoskv.operator.scenario;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The time of the operator, which a test can let pass. */
final class ShiftedClock extends Clock {

    private volatile Duration shift = Duration.ZERO;

    /** Called by the test alone. */
    void advance(Duration by) {
        Duration before = shift;
        shift = before.plus(by);
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(shift);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
