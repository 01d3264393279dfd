package dev.paxoskv.operator.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Metrics for the Prometheus operator. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MonitoringSpec(
        @JsonPropertyDescription(
                "Whether the operator makes a ServiceMonitor. It needs the Prometheus operator's resource"
                        + " definitions.")
        @Default("false")
        @Nullable Boolean serviceMonitor,

        @JsonPropertyDescription("How often the members are scraped, for example 30s.")
        @Default("30s")
        @Pattern(Durations.PATTERN) @Nullable String interval,

        @JsonPropertyDescription("Labels of the ServiceMonitor, by which a Prometheus selects it.") @Nullable Map<String, String> labels) {}
