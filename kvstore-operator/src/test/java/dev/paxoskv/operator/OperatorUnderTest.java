package dev.paxoskv.operator;

import dev.paxoskv.operator.act.Actor;
import dev.paxoskv.operator.act.Ids;
import dev.paxoskv.operator.admin.NodeAdmin;
import dev.paxoskv.operator.backup.BackupActor;
import dev.paxoskv.operator.backup.BackupObserver;
import dev.paxoskv.operator.backup.BackupPass;
import dev.paxoskv.operator.backup.SchedulePass;
import dev.paxoskv.operator.dependent.Monitor;
import dev.paxoskv.operator.metrics.OperatorMetrics;
import dev.paxoskv.operator.observe.Observer;
import dev.paxoskv.operator.status.Events;
import dev.paxoskv.operator.status.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The operator without its application around it. */
public final class OperatorUnderTest implements AutoCloseable {

    /** Where its metrics go. */
    public final MeterRegistry meters = new SimpleMeterRegistry();

    /** Whether it was elected, of those that take part in an election. */
    public final AtomicBoolean acting = new AtomicBoolean();

    private final Operator operator;
    private boolean closed;

    /** One that acts at once. */
    public OperatorUnderTest(
            KubernetesClient client, Set<String> namespaces, NodeAdmin nodes, OperatorSettings settings) {
        this(client, namespaces, nodes, settings, Clock.systemUTC());
    }

    /** One that acts at once, by a clock of its own. */
    public OperatorUnderTest(
            KubernetesClient client, Set<String> namespaces, NodeAdmin nodes, OperatorSettings settings, Clock clock) {
        this(client, namespaces, nodes, settings, clock, null);
    }

    /** One that acts when it has the Lease of the namespace. */
    public static OperatorUnderTest elected(
            KubernetesClient client, String namespace, NodeAdmin nodes, OperatorSettings settings, String identity) {
        return new OperatorUnderTest(
                client,
                Set.of(namespace),
                nodes,
                settings,
                Clock.systemUTC(),
                acting -> LeaderElection.lease(namespace, identity, () -> acting.set(true), () -> acting.set(false)));
    }

    private OperatorUnderTest(
            KubernetesClient client,
            Set<String> namespaces,
            NodeAdmin nodes,
            OperatorSettings settings,
            Clock clock,
            @Nullable Function<AtomicBoolean, LeaderElectionConfiguration> election) {
        OperatorMetrics metrics = new OperatorMetrics(meters);
        operator = new Operator(overrider -> {
            overrider
                    .withKubernetesClient(client)
                    .withCloseClientOnStop(false)
                    .withMetrics(metrics)
                    .withReconciliationTerminationTimeout(Duration.ofSeconds(30))
                    .checkingCRDAndValidateLocalModel(false);
            if (election != null) {
                overrider.withLeaderElectionConfiguration(election.apply(acting));
            }
        });
        operator.register(
                new PaxosKVClusterReconciler(
                        settings,
                        client,
                        new Observer(nodes, clock),
                        new Actor(client, nodes, new Ids()),
                        new StatusBuilder(clock),
                        new Events(client, clock),
                        new Monitor(client),
                        metrics,
                        clock),
                overrider -> overrider.settingNamespaces(namespaces));
        Events events = new Events(client, clock);
        operator.register(
                new PaxosKVBackupReconciler(
                        settings,
                        client,
                        new BackupPass(
                                new BackupObserver(client, clock),
                                new BackupActor(client, settings),
                                events,
                                metrics,
                                clock)),
                overrider -> overrider.settingNamespaces(namespaces));
        operator.register(
                new PaxosKVBackupScheduleReconciler(settings, new SchedulePass(client, events, metrics, clock)),
                overrider -> overrider.settingNamespaces(namespaces));
        operator.start();
    }

    @Override
    public void close() {
        stop();
    }

    /** Ends it, and gives back what it holds. */
    public void stop() {
        if (!closed) {
            closed = true;
            operator.stop();
        }
    }
}
