package dev.paxoskv.node.api.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One timer for each interface, operation and outcome: {@code paxoskv_requests_seconds}. The operations are fixed names,
 * never anything that a client sent, so the number of series is fixed too.
 *
 * <p>Any thread may call. To record costs a look-up in an array and two additions.
 */
@Singleton
public final class RequestMetrics {

    private final MeterRegistry registry;

    public RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * What one kind of request is recorded with. To be asked for once, at the start.
     *
     * @param api the interface: {@code etcd}, {@code rest}, {@code token}
     * @param operation what is asked for
     */
    public Recorder recorder(String api, String operation) {
        return new Recorder(registry, api, operation);
    }

    /** How a request ended. */
    public enum Outcome {
        /** It was answered. */
        OK,
        /** The client's request could not be carried out: malformed, or against the state of the store. */
        REFUSED,
        /** The cluster could not serve it now; it had no effect. */
        UNAVAILABLE,
        /** It took too long; it may have taken effect. */
        UNKNOWN,
        /** A defect. */
        FAILED
    }

    /** The timers of one kind of request. */
    public static final class Recorder {

        private final Map<Outcome, Timer> timers = new EnumMap<>(Outcome.class);

        private Recorder(MeterRegistry registry, String api, String operation) {
            for (Outcome outcome : Outcome.values()) {
                timers.put(
                        outcome,
                        Timer.builder("paxoskv.requests")
                                .description("Requests of clients, from the whole request to the answer")
                                .tag("api", api)
                                .tag("operation", operation)
                                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                                .register(registry));
            }
        }

        /** Records a request that began at {@code startedNanos} of {@link System#nanoTime()} and ends now. */
        public void record(Outcome outcome, long startedNanos) {
            Timer timer = timers.get(outcome);
            if (timer != null) {
                timer.record(System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
            }
        }
    }
}
