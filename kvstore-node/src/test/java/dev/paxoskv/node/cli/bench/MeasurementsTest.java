package dev.paxoskv.node.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class MeasurementsTest {
    private final Measurements measurements = new Measurements();

    @Test
    void latenciesAreTakenOnce() {
        measurements.success(TimeUnit.MILLISECONDS.toNanos(5));
        measurements.success(TimeUnit.MILLISECONDS.toNanos(7));

        Histogram first = measurements.takeLatencies();

        assertThat(first.getTotalCount()).isEqualTo(2);
        assertThat(first.valuesAreEquivalent(first.getMaxValue(), 7000)).isTrue();
        assertThat(measurements.takeLatencies().getTotalCount()).isZero();
    }

    @Test
    void latenciesBeyondTheScaleAreCounted() {
        measurements.success(0);
        measurements.success(TimeUnit.HOURS.toNanos(3));

        Histogram latencies = measurements.takeLatencies();

        assertThat(latencies.getTotalCount()).isEqualTo(2);
        assertThat(latencies.getMinValue()).isEqualTo(1);
        assertThat(latencies.valuesAreEquivalent(latencies.getMaxValue(), Measurements.MAX_MICROS))
                .isTrue();
    }

    @Test
    void errorsAreCountedByKindAndTheKindsAreBounded() {
        for (int i = 0; i < 1000; i++) {
            measurements.failure("kind " + i);
            measurements.failure("timeout");
        }

        assertThat(measurements.errorCount()).isEqualTo(2000);
        assertThat(measurements.errors())
                .hasSizeLessThan(60)
                .containsEntry("timeout", 1000L)
                .containsKey("other errors");
    }
}
