package dev.paxoskv.operator;

import dev.paxoskv.operator.act.Actor;
import dev.paxoskv.operator.act.Ids;
import dev.paxoskv.operator.admin.NodeAdmin;
import dev.paxoskv.operator.observe.Observer;
import dev.paxoskv.operator.status.Events;
import dev.paxoskv.operator.status.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;

/** The operator without its application around it. */
public final class OperatorUnderTest implements AutoCloseable {

    private final Operator operator;

    public OperatorUnderTest(KubernetesClient client, String namespace, NodeAdmin nodes, OperatorSettings settings) {
        Clock clock = Clock.systemUTC();
        operator = new Operator(overrider -> overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
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
                        new SimpleMeterRegistry(),
                        clock),
                overrider -> overrider.settingNamespace(namespace));
        operator.start();
    }

    @Override
    public void close() {
        operator.stop();
    }
}
