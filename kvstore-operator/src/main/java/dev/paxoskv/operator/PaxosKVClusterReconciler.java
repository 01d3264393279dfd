package dev.paxoskv.operator;

import dev.paxoskv.operator.act.Actor;
import dev.paxoskv.operator.act.Outcome;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVClusterStatus;
import dev.paxoskv.operator.dependent.Account;
import dev.paxoskv.operator.dependent.ClientService;
import dev.paxoskv.operator.dependent.DisruptionBudget;
import dev.paxoskv.operator.dependent.MemberSet;
import dev.paxoskv.operator.dependent.Monitor;
import dev.paxoskv.operator.dependent.Pass;
import dev.paxoskv.operator.dependent.PeerPolicy;
import dev.paxoskv.operator.dependent.PeersService;
import dev.paxoskv.operator.metrics.OperatorMetrics;
import dev.paxoskv.operator.observe.CachedObjects;
import dev.paxoskv.operator.observe.LiveObjects;
import dev.paxoskv.operator.observe.Observed;
import dev.paxoskv.operator.observe.Observer;
import dev.paxoskv.operator.observe.SpecReading;
import dev.paxoskv.operator.plan.Action;
import dev.paxoskv.operator.plan.Planner;
import dev.paxoskv.operator.status.Alarms;
import dev.paxoskv.operator.status.Events;
import dev.paxoskv.operator.status.Findings;
import dev.paxoskv.operator.status.StatusBuilder;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Workflow;
import io.javaoperatorsdk.operator.api.reconciler.dependent.Dependent;
import io.javaoperatorsdk.operator.processing.dependent.workflow.WorkflowReconcileResult;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Keeps one cluster as its resource says: observe, decide, look again before anything is changed, act, report.
 *
 * <p>A pass decides on what the informers remember, which is cheap and mostly leads to nothing. If it leads to a change, the
 * pass looks again at what the API server and the nodes say now, decides anew, and acts on that. Nothing waits inside a pass:
 * what has to happen first is waited for by passing again.
 */
@ControllerConfiguration(
        name = OperatorMetrics.CLUSTERS,
        fieldManager = Names.MANAGER,
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 60, timeUnit = TimeUnit.SECONDS))
@Workflow(
        explicitInvocation = true,
        handleExceptionsInReconciler = true,
        dependents = {
            @Dependent(type = Account.class),
            @Dependent(type = PeersService.class),
            @Dependent(type = ClientService.class),
            @Dependent(type = DisruptionBudget.class, reconcilePrecondition = DisruptionBudget.Wanted.class),
            @Dependent(type = PeerPolicy.class, reconcilePrecondition = PeerPolicy.Wanted.class),
            @Dependent(type = MemberSet.class)
        })
public class PaxosKVClusterReconciler implements Reconciler<PaxosKVCluster> {

    private final Planner planner = new Planner();
    private final OperatorSettings settings;
    private final KubernetesClient client;
    private final Observer observer;
    private final Actor actor;
    private final StatusBuilder statuses;
    private final Events events;
    private final Monitor monitor;
    private final OperatorMetrics metrics;
    private final Clock clock;

    /** Storage that refused to grow is left alone for a while, so that it holds up nothing else. */
    private final Map<ResourceID, Instant> growthRefused = new ConcurrentHashMap<>();

    @Inject
    PaxosKVClusterReconciler(
            OperatorSettings settings,
            KubernetesClient client,
            Observer observer,
            Actor actor,
            StatusBuilder statuses,
            Events events,
            Monitor monitor,
            OperatorMetrics metrics,
            Clock clock) {
        this.settings = settings;
        this.client = client;
        this.observer = observer;
        this.actor = actor;
        this.statuses = statuses;
        this.events = events;
        this.monitor = monitor;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public List<EventSource<?, PaxosKVCluster>> prepareEventSources(EventSourceContext<PaxosKVCluster> context) {
        return List.of(
                informer(Pod.class, context),
                informer(PersistentVolumeClaim.class, context),
                informer(ConfigMap.class, context));
    }

    private static <T extends HasMetadata> EventSource<T, PaxosKVCluster> informer(
            Class<T> type, EventSourceContext<PaxosKVCluster> context) {
        return new InformerEventSource<>(
                InformerEventSourceConfiguration.from(type, PaxosKVCluster.class)
                        .withLabelSelector(Names.CLUSTER)
                        .withSecondaryToPrimaryMapper(PaxosKVClusterReconciler::clusterOf)
                        .withNamespacesInheritedFromController()
                        .build(),
                context);
    }

    private static Set<ResourceID> clusterOf(HasMetadata object) {
        String name = object.getMetadata().getLabels().get(Names.CLUSTER);
        return Set.of(new ResourceID(name, object.getMetadata().getNamespace()));
    }

    @Override
    public UpdateControl<PaxosKVCluster> reconcile(PaxosKVCluster cluster, Context<PaxosKVCluster> context) {
        SpecReading spec = SpecReading.of(cluster, mayGrow(cluster));
        Observed seen = observer.observe(cluster, spec.intent(), new CachedObjects(cluster, context));
        Action action = planner.decide(seen.observation());
        if (action.mutates()) {
            seen = observer.observe(cluster, spec.intent(), new LiveObjects(cluster, client));
            action = planner.decide(seen.observation());
        }
        Applied applied = applyObjects(context, spec, seen, action);
        Outcome outcome = applied.permits(action)
                ? actor.perform(cluster, seen, action, settings.image())
                : action.mutates() ? applied.outcome() : Outcome.NOTHING;
        account(cluster, action, outcome);
        Monitor.Result monitoring = spec.intent().paused() ? new Monitor.Result.Unwanted() : monitor.keep(cluster);
        return report(new Findings(cluster, spec, seen, action, outcome, applied.trouble(), monitoring), context);
    }

    private boolean mayGrow(PaxosKVCluster cluster) {
        Instant refused = growthRefused.get(ResourceID.fromResource(cluster));
        return refused == null || refused.plus(settings.growthRetry()).isBefore(clock.instant());
    }

    private Applied applyObjects(Context<PaxosKVCluster> context, SpecReading spec, Observed seen, Action action) {
        if (spec.intent().paused() || (spec.refusal() != null && !action.mutates())) {
            return Applied.WHOLE;
        }
        new Pass(action, seen.set(), spec.refusal() != null, settings.image()).publish(context);
        WorkflowReconcileResult result =
                context.managedWorkflowAndDependentResourceContext().reconcileManagedWorkflow();
        return Applied.of(result, Pass.hasChangedSet(context));
    }

    private void account(PaxosKVCluster cluster, Action action, Outcome outcome) {
        metrics.pass(action, outcome);
        if (!StatusBuilder.isEvent(outcome)) {
            return;
        }
        events.publish(cluster, action, outcome);
        ResourceID id = ResourceID.fromResource(cluster);
        if (action instanceof Action.GrowClaim && outcome.result() == Outcome.Result.REFUSED) {
            growthRefused.put(id, clock.instant());
        } else if (action instanceof Action.GrowClaim) {
            growthRefused.remove(id);
        }
    }

    private UpdateControl<PaxosKVCluster> report(Findings found, Context<PaxosKVCluster> context) {
        PaxosKVCluster cluster = found.cluster();
        PaxosKVClusterStatus status = statuses.build(found);
        metrics.cluster(ResourceID.fromResource(cluster), Objects.requireNonNullElse(status.conditions(), List.of()));
        Alarms.raised(cluster.getStatus(), status).forEach(alarm -> events.warn(cluster, alarm));
        boolean overtaken =
                StatusBuilder.isNews(cluster.getStatus(), status) && StatusPatch.apply(cluster, status, context);
        return UpdateControl.<PaxosKVCluster>noUpdate()
                .rescheduleAfter(overtaken ? settings.afterChange() : interval(found));
    }

    private Duration interval(Findings found) {
        if (found.outcome().result() == Outcome.Result.DONE) {
            return settings.afterChange();
        }
        return found.action() instanceof Action.Idle ? settings.quietInterval() : settings.busyInterval();
    }
}
