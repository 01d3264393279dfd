package dev.paxoskv.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.paxoskv.node.api.metrics.RequestMetrics;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.transport.TransportListener.Drop;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page of the reference that alerts and dashboards are held to names the metrics that there are, and no others. */
@SuppressWarnings("deprecation") // the registry that this version of Quarkus brings
class MetricsReferenceTest {

    private static final Pattern NAME = Pattern.compile("`(paxoskv_[a-z_]+)`");
    private static final Pattern PARTS = Pattern.compile("_(count|sum|max|bucket)$");

    private static String page = "";

    @BeforeAll
    static void read() throws IOException {
        page = Files.readString(Path.of("..", "src-docs", "reference", "metrics.md"));
    }

    @Test
    void thePageNamesTheMetricsThatThereAre() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        NodeMetrics metrics = new NodeMetrics(registry);
        metrics.watch(() -> {
            throw new AssertionError("nobody asks for values");
        });
        MemberId peer = new MemberId(2);
        metrics.fellBack("a checkpoint is not whole");
        metrics.damaged(7);
        metrics.installed(8);
        metrics.diverged(peer, 9);
        metrics.dropped(peer, Drop.QUEUE_FULL, 1);
        metrics.connected(peer);
        metrics.roundTrip(peer, 1_000);
        new RequestMetrics(registry).recorder("rest", "get").record(RequestMetrics.Outcome.OK, System.nanoTime());

        Set<String> there = new TreeSet<>();
        registry.getMeters().forEach(meter -> there.add(scrapedName(registry, meter.getId())));
        Set<String> documented = new TreeSet<>();
        NAME.matcher(page)
                .results()
                .forEach(match -> documented.add(PARTS.matcher(match.group(1)).replaceFirst("")));
        assertThat(documented).isEqualTo(there);
    }

    private static String scrapedName(PrometheusMeterRegistry registry, Meter.Id id) {
        return registry.config().namingConvention().name(id.getName(), id.getType(), id.getBaseUnit());
    }

    @Test
    void thePageNamesTheValuesOfItsLabels() {
        assertThat(Arrays.stream(Drop.values()).map(each -> each.name().toLowerCase(Locale.ROOT)))
                .allSatisfy(reason -> assertThat(page).contains("`" + reason + "`"));
        assertThat(Arrays.stream(RequestMetrics.Outcome.values())
                        .map(each -> each.name().toLowerCase(Locale.ROOT)))
                .allSatisfy(outcome -> assertThat(page).contains("`" + outcome + "`"));
    }
}
