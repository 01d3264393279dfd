package dev.paxoskv.operator.observe;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.admin.ClusterReport;
import dev.paxoskv.operator.admin.NodeAdmin;
import dev.paxoskv.operator.admin.NodeStatus;
import dev.paxoskv.operator.api.v1alpha1.Durations;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVCluster;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVClusterStatus;
import dev.paxoskv.operator.api.v1alpha1.ReplacementSpec;
import dev.paxoskv.operator.api.v1alpha1.UpdateStrategySpec;
import dev.paxoskv.operator.plan.ClaimView;
import dev.paxoskv.operator.plan.ClusterObservation;
import dev.paxoskv.operator.plan.FormingRecord;
import dev.paxoskv.operator.plan.Intent;
import dev.paxoskv.operator.plan.Membership;
import dev.paxoskv.operator.plan.Memory;
import dev.paxoskv.operator.plan.PodView;
import dev.paxoskv.operator.plan.RestoreJob;
import dev.paxoskv.operator.plan.RestoreRecord;
import dev.paxoskv.operator.plan.SetView;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks at one cluster: first at Kubernetes' objects, then at the configuration, last at what the nodes say of themselves,
 * in the order that {@link ClusterObservation} promises.
 */
@Singleton
public final class Observer {

    private static final Duration STUCK = Duration.ofMinutes(1);
    private static final Duration REPLACE_AFTER = Duration.ofMinutes(30);
    private static final Duration READY_TIMEOUT = Duration.ofMinutes(10);

    private final NodeAdmin admin;
    private final Clock clock;

    @Inject
    public Observer(NodeAdmin admin, Clock clock) {
        this.admin = admin;
        this.clock = clock;
    }

    /** One look. */
    public Observed observe(PaxosKVCluster resource, Intent intent, ClusterObjects objects) {
        String name = resource.getMetadata().getName();
        FormingRecord formed = objects.formed()
                .filter(map -> map.hasOwnerReferenceFor(resource))
                .map(map -> ObjectViews.forming(map.getData()))
                .orElse(null);
        Memory memory = memory(resource, objects);
        StatefulSet set = objects.set().orElse(null);
        List<PersistentVolumeClaim> claims = objects.claims();
        Map<Integer, Pod> pods = byOrdinal(name, objects.pods());
        Map<Integer, String> hosts = hosts(pods);
        Optional<ClusterReport> report = confirmed(name, hosts, resource.getStatus());
        Map<Integer, NodeStatus> statuses = statuses(hosts);
        ClusterObservation observation = new ClusterObservation(
                intent,
                formed,
                restoreJob(resource, formed, objects),
                memory,
                set == null ? null : setView(set),
                claimViews(resource, claims, pods, objects),
                podViews(resource, set, pods, statuses),
                report.map(found -> membership(name, found)).orElse(null),
                List.of());
        return new Observed(
                observation.withForeignClaims(foreignClaims(name, observation, objects)), set, statuses, hosts);
    }

    /**
     * Claims without the cluster's label are seen by nobody who looks for its claims, and used by its pods all the same. So
     * they are asked for by their names, where no claim of the cluster has the name: of a cluster that is complete, nowhere.
     */
    private static List<Integer> foreignClaims(String name, ClusterObservation seen, ClusterObjects objects) {
        return seen.ordinalsWithoutClaim().stream()
                .filter(ordinal -> objects.claim(ordinal)
                        .filter(claim -> !ObjectViews.isOf(name, claim))
                        .isPresent())
                .toList();
    }

    /** Asked for only until the cluster was seen: afterwards it means nothing any more. */
    private static @Nullable RestoreJob restoreJob(
            PaxosKVCluster resource, @Nullable FormingRecord formed, ClusterObjects objects) {
        PaxosKVClusterStatus status = resource.getStatus();
        boolean seen = status != null && status.clusterId() != null;
        return formed instanceof RestoreRecord recorded && !seen
                ? objects.restore()
                        .map(job -> ObjectViews.restore(resource, job, objects.podsOf(job), recorded.clusterId()))
                        .orElse(null)
                : null;
    }

    private static Memory memory(PaxosKVCluster resource, ClusterObjects objects) {
        PaxosKVClusterStatus status = resource.getStatus();
        return status == null
                ? Memory.NONE
                : ObjectViews.memory(resource.getMetadata().getName(), status, objects);
    }

    private static Map<Integer, Pod> byOrdinal(String cluster, List<Pod> pods) {
        Map<Integer, Pod> byOrdinal = new HashMap<>();
        for (Pod pod : pods) {
            int ordinal = Names.ordinalOfPod(cluster, pod.getMetadata().getName());
            if (ordinal >= 0) {
                byOrdinal.put(ordinal, pod);
            }
        }
        return byOrdinal;
    }

    private static Map<Integer, String> hosts(Map<Integer, Pod> pods) {
        Map<Integer, String> hosts = new HashMap<>();
        pods.forEach((ordinal, pod) -> {
            String address = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
            if (address != null && !address.isEmpty()) {
                hosts.put(ordinal, address);
            }
        });
        return hosts;
    }

    /** From the leader if it can be found: nobody else knows how far the members are. */
    private Optional<ClusterReport> confirmed(
            String name, Map<Integer, String> hosts, @Nullable PaxosKVClusterStatus status) {
        SequencedSet<Integer> order = new LinkedHashSet<>();
        if (status != null && status.leader() != null) {
            order.add(Names.ordinalOfPod(name, status.leader()));
        }
        order.addAll(hosts.keySet().stream().sorted().toList());
        order.retainAll(hosts.keySet());
        for (int ordinal : order) {
            Optional<ClusterReport> answer =
                    Optional.ofNullable(hosts.get(ordinal)).flatMap(admin::confirmed);
            if (answer.isPresent()) {
                return Optional.of(fromLeader(name, hosts, answer.get()));
            }
        }
        return Optional.empty();
    }

    private ClusterReport fromLeader(String name, Map<Integer, String> hosts, ClusterReport answer) {
        String leader = answer.leaderName();
        String host = leader == null ? null : hosts.get(Names.ordinalOfPod(name, leader));
        return answer.answeredByLeader() || host == null
                ? answer
                : admin.confirmed(host).orElse(answer);
    }

    private Map<Integer, NodeStatus> statuses(Map<Integer, String> hosts) {
        Map<String, NodeStatus> byHost =
                admin.statuses(hosts.values().stream().distinct().toList());
        Map<Integer, NodeStatus> statuses = new HashMap<>();
        hosts.forEach((ordinal, host) -> {
            NodeStatus status = byHost.get(host);
            if (status != null) {
                statuses.put(ordinal, status);
            }
        });
        return statuses;
    }

    private static SetView setView(StatefulSet set) {
        return new SetView(
                set.getMetadata().getUid(),
                set.getMetadata().getResourceVersion(),
                Objects.requireNonNullElse(set.getSpec().getReplicas(), 1),
                ObjectViews.storage(set));
    }

    private List<ClaimView> claimViews(
            PaxosKVCluster resource,
            List<PersistentVolumeClaim> claims,
            Map<Integer, Pod> pods,
            ClusterObjects objects) {
        String name = resource.getMetadata().getName();
        ReplacementSpec replacement = resource.getSpec().replacement();
        Duration patience = patience(replacement);
        List<ClaimView> views = new ArrayList<>();
        for (PersistentVolumeClaim claim : claims) {
            int ordinal = Names.ordinalOfClaim(name, claim.getMetadata().getName());
            if (ordinal >= 0) {
                Pod pod = pods.get(ordinal);
                boolean gone =
                        patience != null && pod != null && isNotReadyFor(pod, patience) && objects.isNodeGone(claim);
                views.add(ObjectViews.claim(resource, claim, ordinal, gone));
            }
        }
        views.sort(Comparator.comparingInt(ClaimView::ordinal));
        return views;
    }

    /** How long a member may be out of reach; null if it is never given up without being asked. */
    private static @Nullable Duration patience(@Nullable ReplacementSpec replacement) {
        if (replacement == null || replacement.policy() != ReplacementSpec.Policy.Auto) {
            return null;
        }
        return replacement.after() == null ? REPLACE_AFTER : Durations.parse(replacement.after());
    }

    private List<PodView> podViews(
            PaxosKVCluster resource,
            @Nullable StatefulSet set,
            Map<Integer, Pod> pods,
            Map<Integer, NodeStatus> statuses) {
        String name = resource.getMetadata().getName();
        Duration readyTimeout = readyTimeout(resource.getSpec().updateStrategy());
        List<PodView> views = new ArrayList<>();
        pods.forEach((ordinal, pod) -> {
            NodeStatus status = statuses.get(ordinal);
            views.add(new PodView(
                    ordinal,
                    pod.getMetadata().getUid(),
                    ObjectViews.isReady(pod),
                    isNotReadyFor(pod, STUCK),
                    isNotReadyFor(pod, readyTimeout),
                    set != null && ObjectViews.isOutdated(pod, set),
                    pod.getMetadata().getDeletionTimestamp() != null,
                    PodTrouble.of(pod),
                    status == null ? null : ObjectViews.report(name, status)));
        });
        views.sort(Comparator.comparingInt(PodView::ordinal));
        return views;
    }

    private static Duration readyTimeout(@Nullable UpdateStrategySpec strategy) {
        return strategy == null || strategy.readyTimeout() == null
                ? READY_TIMEOUT
                : Durations.parse(strategy.readyTimeout());
    }

    private boolean isNotReadyFor(Pod pod, Duration time) {
        Instant since = ObjectViews.notReadySince(pod);
        return since != null && since.plus(time).isBefore(clock.instant());
    }

    private static Membership membership(String name, ClusterReport report) {
        List<Membership.Member> members = report.members().stream()
                .map(member -> new Membership.Member(
                        member.id(),
                        Names.ordinalOfPod(name, member.name()),
                        member.voter(),
                        member.caughtUp(),
                        member.id().equals(report.leaderId())))
                .toList();
        return new Membership(report.clusterId(), report.epoch(), report.settled(), members, report.removed());
    }
}
