package dev.paxoskv.node.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BenchReportTest {
    private final Locale locale = Locale.getDefault();

    /** A locale that writes 1.234,5: reports must not follow it. */
    @BeforeEach
    void setAnotherLocale() {
        Locale.setDefault(Locale.GERMANY);
    }

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(locale);
    }

    /** A thousand operations of 1 to 1000 ms in four seconds. */
    private static BenchResult result(Map<String, Long> errors, BenchResult.@Nullable ServerUse servers) {
        Histogram latencies = new Histogram(1, Measurements.MAX_MICROS, Measurements.DIGITS);
        for (int millis = 1; millis <= 1000; millis++) {
            latencies.recordValue(millis * 1000L);
        }
        BenchPlan plan = new BenchPlan(
                TargetKind.ETCD_JSON,
                List.of(new BenchPlan.Endpoint("localhost", 2379)),
                Workload.SERIALIZABLE_GET,
                64,
                Duration.ZERO,
                Duration.ofSeconds(4),
                Long.MAX_VALUE,
                256,
                100_000,
                0,
                1,
                1,
                Duration.ofSeconds(10),
                1,
                true);
        return new BenchResult(plan, 4, latencies, new TreeMap<>(errors), servers);
    }

    private static BenchResult.ServerUse use() {
        return new BenchResult.ServerUse(
                0.25,
                0.05,
                List.of(new ServerProcesses.Memory(7, 2048, 4096), new ServerProcesses.Memory(8, 1024, 1024)));
    }

    @Test
    void textIsForPeople() {
        String text = new BenchReport(result(Map.of("timeout", 3L, "UNAVAILABLE: no leader", 1L), use())).text();

        assertThat(text.lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "etcd-json serializable-get, closed loop, 64 clients, 100,000 keys, values of 256 bytes",
                        "throughput 250 operations/s (1,000 in 4.0 s)",
                        "latency ms p50 500.22 p90 900.10 p99 990.21 p99.9 999.42 max 1000.45",
                        "errors 4",
                        " 1 x UNAVAILABLE: no leader",
                        " 3 x timeout",
                        "server CPU 2.50 s per 10,000 operations, all 2 processes together",
                        "client CPU 0.50 s per 10,000 operations",
                        "memory process 7: 2 MiB resident, 4 MiB at its peak",
                        "memory process 8: 1 MiB resident, 1 MiB at its peak");
    }

    @Test
    void jsonIsForPrograms() throws Exception {
        JsonNode json = new ObjectMapper().readTree(new BenchReport(result(Map.of("timeout", 3L), use())).json());

        assertThat(json.path("target").asText()).isEqualTo("etcd-json");
        assertThat(json.path("workload").asText()).isEqualTo("serializable-get");
        assertThat(json.path("operations").asLong()).isEqualTo(1000);
        assertThat(json.path("operations_per_second").asDouble()).isEqualTo(250);
        assertThat(json.path("latency_ms").path("p50").asDouble()).isCloseTo(500, within(0.5));
        assertThat(json.path("latency_ms").path("p99.9").asDouble()).isCloseTo(999, within(1.0));
        assertThat(json.path("latency_ms").path("max").asDouble()).isCloseTo(1000, within(1.0));
        assertThat(json.path("errors").asLong()).isEqualTo(3);
        assertThat(json.path("errors_by_kind").path("timeout").asLong()).isEqualTo(3);
        assertThat(json.path("server_cpu_s_per_10k").asDouble()).isEqualTo(2.5);
        assertThat(json.path("servers").path(1).path("rss_peak_kib").asLong()).isEqualTo(1024);
    }

    @Test
    void serversThatWereNotMeasuredAreLeftOut() throws Exception {
        BenchReport report = new BenchReport(result(Map.of(), null));

        assertThat(report.text()).contains("errors       0").doesNotContain("CPU", "memory");
        assertThat(new ObjectMapper().readTree(report.json()).has("servers")).isFalse();
    }
}
