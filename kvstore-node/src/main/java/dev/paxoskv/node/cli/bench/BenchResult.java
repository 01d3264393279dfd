package dev.paxoskv.node.cli.bench;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run measured.
 *
 * @param seconds the measured time, without warm-up
 * @param latencies of the successful operations that ended in it, in microseconds
 * @param errors by kind, of the whole run with its loading and warm-up
 * @param servers null where the servers' processes were not measured
 */
record BenchResult(
        BenchPlan plan,
        double seconds,
        Histogram latencies,
        Map<String, Long> errors,
        @Nullable ServerUse servers) {

    long operations() {
        return latencies.getTotalCount();
    }

    double operationsPerSecond() {
        return operations() / seconds;
    }

    long errorCount() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    /** CPU seconds that {@code cpuSeconds} are for 10,000 operations; 0 if there were none. */
    double per10kOperations(double cpuSeconds) {
        return operations() == 0 ? 0 : cpuSeconds * 10_000 / operations();
    }

    /** CPU seconds used in the measured time by all servers and by this client, and the servers' memory at its end. */
    record ServerUse(double serverCpuSeconds, double clientCpuSeconds, List<ServerProcesses.Memory> memory) {}
}
