package dev.paxoskv.node.cli.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Latencies since they were last taken, in microseconds, and all errors by their kind. Safe for many threads. */
final class Measurements {
    /** Longer ones are counted as this long. */
    static final long MAX_MICROS = TimeUnit.MINUTES.toMicros(10);

    static final int DIGITS = 3;
    private static final int MAX_KINDS = 50;

    private final Recorder latencies = new Recorder(1, MAX_MICROS, DIGITS);
    private final ConcurrentHashMap<String, LongAdder> errors = new ConcurrentHashMap<>();

    void success(long latencyNanos) {
        latencies.recordValue(Math.clamp(TimeUnit.NANOSECONDS.toMicros(latencyNanos), 1, MAX_MICROS));
    }

    void failure(String kind) {
        boolean known = errors.containsKey(kind) || errors.size() < MAX_KINDS;
        errors.computeIfAbsent(known ? kind : "other errors", k -> new LongAdder())
                .increment();
    }

    /** What was recorded since the last call. */
    Histogram takeLatencies() {
        return latencies.getIntervalHistogram();
    }

    Map<String, Long> errors() {
        Map<String, Long> counts = new TreeMap<>();
        errors.forEach((kind, count) -> counts.put(kind, count.sum()));
        return counts;
    }

    long errorCount() {
        return errors.values().stream().mapToLong(LongAdder::sum).sum();
    }
}
