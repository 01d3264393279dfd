package dev.paxoskv.operator.metrics;

import dev.paxoskv.operator.act.Outcome;
import dev.paxoskv.operator.plan.Action;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Passes, actions, failures, and the state of each cluster that this operator keeps. The series of a cluster go with its
 * resource, so their number is bounded by the clusters that there are. For any number of threads.
 */
@Singleton
public final class OperatorMetrics implements Metrics {

    /** The name of the controller of clusters. */
    public static final String CLUSTERS = "paxoskvcluster";

    /** The name of the controller of schedules. */
    public static final String SCHEDULES = "paxoskvbackupschedule";

    private static final String PREFIX = "paxoskv.operator.";

    /** Bounds of the buckets for the time that a pass takes, most of which is waiting for answers. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    private final MeterRegistry meters;
    private final AtomicBoolean acting = new AtomicBoolean();
    /** The series of each resource that is there, by what they tell. */
    private final Map<Owner, Map<String, Series>> series = new ConcurrentHashMap<>();

    /** A resource that has series of its own. */
    private record Owner(String controller, ResourceID resource) {}

    /** A number that can change. */
    private record Series(AtomicLong value, Meter meter) {}

    @Inject
    public OperatorMetrics(MeterRegistry meters) {
        this.meters = meters;
        Gauge.builder(PREFIX + "acting", acting, OperatorMetrics::number)
                .description("1 if this operator acts, 0 if it waits for the one that does")
                .register(meters);
    }

    private static double number(AtomicBoolean value) {
        return value.get() ? 1 : 0;
    }

    /** Whether this is the operator that acts. */
    public void setActing(boolean now) {
        acting.set(now);
    }

    /** A pass for a cluster came to its end. */
    public void pass(Action action, Outcome outcome) {
        countPass(CLUSTERS, passResult(action, outcome));
        if (outcome.result() != Outcome.Result.NOTHING) {
            meters.counter(
                            PREFIX + "actions",
                            "action",
                            action.getClass().getSimpleName(),
                            "result",
                            outcome.result().name().toLowerCase(Locale.ROOT))
                    .increment();
        }
    }

    private static String passResult(Action action, Outcome outcome) {
        return switch (outcome.result()) {
            case DONE -> "changed";
            case OUTDATED -> "outdated";
            case REFUSED -> "refused";
            case NOTHING ->
                switch (action) {
                    case Action.Wait _ -> "waiting";
                    case Action.Stop _ -> "stopped";
                    default -> "stable";
                };
        };
    }

    private void countPass(String controller, String result) {
        meters.counter(PREFIX + "reconciles", "controller", controller, "result", result)
                .increment();
    }

    /** What is true of a cluster now. */
    public void cluster(ResourceID cluster, List<Condition> conditions) {
        conditions.forEach(condition -> set(
                new Owner(CLUSTERS, cluster),
                condition.getType(),
                "True".equals(condition.getStatus()) ? 1 : 0,
                value -> condition(cluster, condition.getType(), value)));
    }

    private Meter condition(ResourceID cluster, String type, AtomicLong value) {
        Tags tags = Tags.of(
                "cluster_namespace",
                cluster.getNamespace().orElse(""),
                "cluster",
                cluster.getName(),
                "condition",
                type);
        return Gauge.builder(PREFIX + "cluster.condition", value, AtomicLong::doubleValue)
                .description("1 if the condition of the cluster is true, 0 if it is not")
                .tags(tags)
                .register(meters);
    }

    /** A pass that was under way when its resource went must not bring back the series: nobody would take them away again. */
    private void set(Owner owner, String name, long number, Function<AtomicLong, Meter> make) {
        var _ = series.computeIfPresent(owner, (_, ofOwner) -> {
            ofOwner.computeIfAbsent(name, _ -> {
                        AtomicLong value = new AtomicLong();
                        return new Series(value, make.apply(value));
                    })
                    .value()
                    .set(number);
            return ofOwner;
        });
    }

    /** A backup came to its end. */
    public void backup(boolean succeeded) {
        meters.counter(PREFIX + "backups", "result", succeeded ? "saved" : "failed")
                .increment();
    }

    /**
     * What is known of a schedule now.
     *
     * @param lastSuccess when its latest good backup was whole; null before that
     */
    public void schedule(ResourceID schedule, @Nullable String lastSuccess) {
        if (lastSuccess != null) {
            set(
                    new Owner(SCHEDULES, schedule),
                    "last success",
                    Instant.parse(lastSuccess).getEpochSecond(),
                    value -> lastSuccess(schedule, value));
        }
    }

    private Meter lastSuccess(ResourceID schedule, AtomicLong value) {
        Tags tags = Tags.of("schedule_namespace", schedule.getNamespace().orElse(""), "schedule", schedule.getName());
        return Gauge.builder(PREFIX + "schedule.last.success", value, AtomicLong::doubleValue)
                .description("When the latest good backup of the schedule was whole, in seconds since 1970")
                .baseUnit("seconds")
                .tags(tags)
                .register(meters);
    }

    @Override
    public void failedReconciliation(HasMetadata resource, Exception exception, Map<String, Object> metadata) {
        countPass(String.valueOf(metadata.get(Constants.CONTROLLER_NAME)), "failed");
    }

    /** A pass for a resource that is there is about to begin, so it may have series. */
    @Override
    public void reconcileCustomResource(HasMetadata resource, @Nullable RetryInfo retry, Map<String, Object> metadata) {
        var _ = series.computeIfAbsent(
                owner(ResourceID.fromResource(resource), metadata), _ -> new ConcurrentHashMap<>());
    }

    /** The resource is gone, so its series go too. */
    @Override
    public void cleanupDoneFor(ResourceID resource, Map<String, Object> metadata) {
        var _ = series.computeIfPresent(owner(resource, metadata), (_, gone) -> {
            gone.values().forEach(one -> meters.remove(one.meter()));
            return null;
        });
    }

    private static Owner owner(ResourceID resource, Map<String, Object> metadata) {
        return new Owner(String.valueOf(metadata.get(Constants.CONTROLLER_NAME)), resource);
    }

    @Override
    public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
        Timer.Sample sample = Timer.start(meters);
        try {
            return execution.execute();
        } finally {
            long _ = sample.stop(Timer.builder(PREFIX + "reconcile.duration")
                    .description("How long a pass takes")
                    .tag("controller", execution.controllerName())
                    .serviceLevelObjectives(BUCKETS)
                    .register(meters));
        }
    }
}
