package dev.paxoskv.node.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Formatter;
import java.util.Locale;

/** A result for people or for programs. In JSON, times are in milliseconds, CPU in seconds, memory in KiB. */
final class BenchReport {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    private final BenchResult result;

    BenchReport(BenchResult result) {
        this.result = result;
    }

    String text() {
        BenchPlan plan = result.plan();
        Formatter text = new Formatter(Locale.ROOT);
        text.format(
                "%s %s, %s, %,d clients, %,d keys, values of %,d bytes%n",
                plan.target(), workload(), loop(), plan.clients(), plan.keys(), plan.valueSize());
        text.format(
                "throughput   %,.0f operations/s (%,d in %.1f s)%n",
                result.operationsPerSecond(), result.operations(), result.seconds());
        text.format("latency ms  ");
        for (double percentile : PERCENTILES) {
            text.format(" p%s %.2f ", name(percentile), millis(percentile));
        }
        text.format(" max %.2f%n", result.latencies().getMaxValue() / 1000.0);
        text.format("errors       %,d%n", result.errorCount());
        result.errors().forEach((kind, count) -> text.format("  %,d x %s%n", count, kind));
        appendServers(text);
        return text.toString();
    }

    private void appendServers(Formatter text) {
        BenchResult.ServerUse use = result.servers();
        if (use == null) {
            return;
        }
        text.format(
                "server CPU   %.2f s per 10,000 operations, all %d processes together%n",
                result.per10kOperations(use.serverCpuSeconds()), use.memory().size());
        text.format("client CPU   %.2f s per 10,000 operations%n", result.per10kOperations(use.clientCpuSeconds()));
        for (ServerProcesses.Memory memory : use.memory()) {
            text.format(
                    "memory       process %d: %,d MiB resident, %,d MiB at its peak%n",
                    memory.pid(), memory.currentKib() / 1024, memory.peakKib() / 1024);
        }
    }

    String json() {
        BenchPlan plan = result.plan();
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = mapper.createObjectNode();
        json.put("target", plan.target().toString());
        json.put("workload", workload());
        json.put("clients", plan.clients());
        json.put("rate", plan.rate());
        json.put("keys", plan.keys());
        json.put("value_size", plan.valueSize());
        json.put("seconds", result.seconds());
        json.put("operations", result.operations());
        json.put("operations_per_second", result.operationsPerSecond());
        ObjectNode latency = json.putObject("latency_ms");
        for (double percentile : PERCENTILES) {
            latency.put("p" + name(percentile), millis(percentile));
        }
        latency.put("max", result.latencies().getMaxValue() / 1000.0);
        json.put("errors", result.errorCount());
        ObjectNode kinds = json.putObject("errors_by_kind");
        result.errors().forEach(kinds::put);
        putServers(json);
        try {
            return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree that cannot be printed", e);
        }
    }

    private void putServers(ObjectNode json) {
        BenchResult.ServerUse use = result.servers();
        if (use == null) {
            return;
        }
        json.put("server_cpu_s_per_10k", result.per10kOperations(use.serverCpuSeconds()));
        json.put("client_cpu_s_per_10k", result.per10kOperations(use.clientCpuSeconds()));
        ArrayNode processes = json.putArray("servers");
        for (ServerProcesses.Memory memory : use.memory()) {
            processes
                    .addObject()
                    .put("pid", memory.pid())
                    .put("rss_kib", memory.currentKib())
                    .put("rss_peak_kib", memory.peakKib());
        }
    }

    private String workload() {
        return result.plan().workload().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private String loop() {
        int rate = result.plan().rate();
        return rate == 0 ? "closed loop" : String.format(Locale.ROOT, "open loop at %,d/s", rate);
    }

    private double millis(double percentile) {
        return result.latencies().getValueAtPercentile(percentile) / 1000.0;
    }

    private static String name(double percentile) {
        return percentile == Math.rint(percentile) ? Long.toString((long) percentile) : Double.toString(percentile);
    }
}
