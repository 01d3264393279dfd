package dev.paxoskv.operator;

import dev.paxoskv.operator.act.Actor;
import dev.paxoskv.operator.act.Ids;
import dev.paxoskv.operator.admin.NodeAdmin;
import dev.paxoskv.operator.metrics.OperatorMetrics;
import dev.paxoskv.operator.observe.Observer;
import dev.paxoskv.operator.status.Events;
import dev.paxoskv.operator.status.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;

/** The operator without its application around it. */
public final class OperatorUnderTest implements AutoCloseable {

    /** Where its metrics go. */
    public final MeterRegistry meters = new SimpleMeterRegistry();

    private final Operator operator;

    public OperatorUnderTest(
            KubernetesClient client, Set<String> namespaces, NodeAdmin nodes, OperatorSettings settings) {
        Clock clock = Clock.systemUTC();
        OperatorMetrics metrics = new OperatorMetrics(meters);
        operator = new Operator(overrider -> overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withMetrics(metrics)
                .withReconciliationTerminationTimeout(Duration.ofSeconds(30))
                .checkingCRDAndValidateLocalModel(false));
        operator.register(
                new PaxosKVClusterReconciler(
                        settings,
                        client,
                        new Observer(nodes, clock),
                        new Actor(client, nodes, new Ids()),
                        new StatusBuilder(clock),
                        new Events(client, clock),
                        metrics,
                        clock),
                overrider -> overrider.settingNamespaces(namespaces));
        operator.start();
    }

    @Override
    public void close() {
        operator.stop();
    }
}
