package dev.paxoskv.operator.status;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.act.Outcome;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVClusterStatus;
import dev.paxoskv.operator.dependent.Monitor;
import dev.paxoskv.operator.observe.SpecReading.Refusal;
import dev.paxoskv.operator.plan.Action;
import dev.paxoskv.operator.plan.Action.Why;
import dev.paxoskv.operator.plan.BootstrapRecord;
import dev.paxoskv.operator.plan.ClusterObservation;
import dev.paxoskv.operator.plan.Intent;
import dev.paxoskv.operator.plan.Membership;
import dev.paxoskv.operator.plan.PodView;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The conditions of a cluster. Each says in one word why it is so, and in a sentence what is going on or what to do. */
public final class Conditions {

    private final Findings found;
    private final ClusterObservation seen;
    private final List<Condition> old;
    private final String now;

    Conditions(Findings found, PaxosKVClusterStatus old, Instant now) {
        this.found = found;
        this.seen = found.seen().observation();
        this.old = Objects.requireNonNullElse(old.conditions(), List.of());
        this.now = now.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    List<Condition> build() {
        return Stream.concat(
                        Stream.of(available(), ready(), progressing(), degraded(), paused(), specAccepted()),
                        monitored().stream())
                .toList();
    }

    private Condition condition(String type, boolean status, String reason, String message) {
        String text = status ? "True" : "False";
        String since = old.stream()
                .filter(before ->
                        before.getType().equals(type) && before.getStatus().equals(text))
                .map(Condition::getLastTransitionTime)
                .findFirst()
                .orElse(now);
        return new ConditionBuilder()
                .withType(type)
                .withStatus(text)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(since)
                .withObservedGeneration(found.cluster().getMetadata().getGeneration())
                .build();
    }

    private Condition available() {
        if (seen.membership() != null) {
            return condition("Available", true, "QuorumReachable", "a majority of the members serves");
        }
        if (seen.intent().hibernate()) {
            return condition("Available", false, "Hibernating", "spec.hibernate is true: all members are stopped");
        }
        boolean formed = seen.memory().clusterId() != null || seen.forming() instanceof BootstrapRecord;
        return formed
                ? condition("Available", false, "QuorumLost", "no majority of the members answers")
                : condition("Available", false, "Bootstrapping", "the cluster is being formed");
    }

    private Condition ready() {
        Intent intent = seen.intent();
        Membership membership = seen.membership();
        long working = membership == null
                ? 0
                : membership.voters().stream().filter(this::works).count();
        boolean complete = membership != null
                && working == intent.replicas()
                && membership.members().size() == intent.replicas();
        return condition(
                "Ready",
                complete,
                complete ? "AllMembersTakePart" : "MembersMissing",
                working + " of " + intent.replicas() + " members take part");
    }

    private boolean works(Membership.Member member) {
        return seen.pods().stream()
                .filter(pod -> pod.ordinal() == member.ordinal())
                .map(PodView::report)
                .anyMatch(report -> report != null
                        && report.memberId().equals(member.id())
                        && report.takesPart()
                        && member.caughtUp());
    }

    private Condition progressing() {
        Action action = found.action();
        String refused = found.outcome().text();
        boolean moves = action.mutates() || (action instanceof Action.Wait wait && isProgress(wait.why()));
        return condition(
                "Progressing",
                moves,
                progress(action),
                Sentences.of(action) + (refused.isEmpty() ? "" : "; refused: " + refused));
    }

    private String progress(Action action) {
        return switch (action) {
            case Action.Idle _ -> "Stable";
            case Action.Stop _ -> "Stopped";
            case Action.Wait wait -> waiting(wait.why());
            case Action.CreateSet _, Action.MarkClaim _, Action.AddLearner _, Action.Promote _ -> "ScalingUp";
            case Action.SetReplicas change -> change.replicas() > current() ? "ScalingUp" : "ScalingDown";
            case Action.RecreateSet _, Action.GrowClaim _, Action.SetClaimOwner _ -> "ResizingStorage";
            case Action.RecordBootstrap _, Action.Bootstrap _ -> "Bootstrapping";
            case Action.CreateClaim _,
                    Action.RecordRestore _,
                    Action.PrepareRestore _,
                    Action.StartRestore _,
                    Action.FinishRestore _ -> "Restoring";
            case Action.Remove change ->
                change.ordinal() >= seen.intent().replicas() ? "ScalingDown" : "ReplacingMember";
            case Action.TransferLeader _, Action.RestartPod _ -> "RollingUpdate";
            case Action.DeleteClaim _ -> "ReplacingMember";
            case Action.RecordRecovery _, Action.RunRecovery _, Action.FinishRecovery _ -> "Recovering";
        };
    }

    private int current() {
        return seen.set() == null ? 0 : seen.set().replicas();
    }

    private static boolean isProgress(Why why) {
        return switch (why) {
            case PAUSED, HIBERNATING, FROZEN, NO_QUORUM, STALLED, MANUAL, UNSAFE -> false;
            case RECOVERING, RESTORING, BOOTSTRAPPING, STARTING, SETTLING, CATCHING_UP, ROLLING, REPLACING -> true;
        };
    }

    private static String waiting(Why why) {
        return switch (why) {
            case PAUSED -> "Paused";
            case HIBERNATING -> "Hibernating";
            case FROZEN -> "SpecRefused";
            case NO_QUORUM -> "QuorumLost";
            case UNSAFE -> "WaitingForMajority";
            case RECOVERING -> "Recovering";
            case RESTORING -> "Restoring";
            case BOOTSTRAPPING -> "Bootstrapping";
            case STARTING, SETTLING -> "ScalingUp";
            case CATCHING_UP -> "CatchingUp";
            case ROLLING -> "RollingUpdate";
            case STALLED -> "RolloutStalled";
            case MANUAL -> "RestartPending";
            case REPLACING -> "ReplacingMember";
        };
    }

    private Condition degraded() {
        if (found.action() instanceof Action.Stop(Action.Trouble trouble, String text)
                && trouble != Action.Trouble.FOREIGN_CLAIM) {
            return condition("Degraded", true, reason(trouble), text);
        }
        if (found.trouble() != null) {
            return condition("Degraded", true, "ObjectRefused", found.trouble());
        }
        if (!seen.foreignClaims().isEmpty()) {
            return condition("Degraded", true, reason(Action.Trouble.FOREIGN_CLAIM), foreignClaims());
        }
        if (!seen.ordinalsOfDeletedClaims().isEmpty()) {
            return condition("Degraded", true, "ClaimDeleted", deletedClaims());
        }
        if (found.outcome().result() == Outcome.Result.REFUSED) {
            return condition("Degraded", true, "ActionRefused", found.outcome().text());
        }
        return members();
    }

    private String deletedClaims() {
        return "claims of members were deleted, so the volumes last only as long as the pods that use them: "
                + claims(seen.ordinalsOfDeletedClaims())
                + "; do not restart these pods: each member is replaced by one on a new volume as soon as the others are a"
                + " majority without it; where they cannot be, set spec.replicas to a higher number";
    }

    private String claims(List<Integer> ordinals) {
        String cluster = found.cluster().getMetadata().getName();
        return ordinals.stream().map(ordinal -> Names.claim(cluster, ordinal)).collect(Collectors.joining(", "));
    }

    /** Said whether anything waits for them or not: a pod may use one already. */
    private String foreignClaims() {
        String cluster = found.cluster().getMetadata().getName();
        return "claims of the names that pods of this cluster need are there without its label, and are left alone: "
                + claims(seen.foreignClaims())
                + "; delete what nobody needs, or give this cluster another name; what has this cluster's data is"
                + " to be labelled " + Names.CLUSTER + "=" + cluster;
    }

    /** The word for what only a human can mend. */
    public static String reason(Action.Trouble trouble) {
        return switch (trouble) {
            case SPLIT_BRAIN -> "SplitBrain";
            case DISK_LOST -> "DiskLost";
            case RECOVERY_REFUSED -> "RecoveryRefused";
            case RESTORE_REFUSED -> "RestoreRefused";
            case RESTORE_FAILED -> "RestoreFailed";
            case FOREIGN_CLAIM -> "ForeignClaim";
        };
    }

    private Condition members() {
        if (found.action() instanceof Action.Wait(Why why, String text) && why == Why.STALLED) {
            return condition("Degraded", true, "RolloutStalled", text);
        }
        List<String> down = down();
        return down.isEmpty()
                ? condition("Degraded", false, "AllMembersWork", "no member is down")
                : condition("Degraded", true, "MemberDown", "members do not take part: " + String.join("; ", down));
    }

    /** The members that do not take part; without a majority to tell who they are, the pods that have trouble. */
    private List<String> down() {
        Membership membership = seen.membership();
        return membership == null
                ? seen.pods().stream()
                        .filter(pod -> pod.trouble() != null)
                        .map(pod -> pod.ordinal() + trouble(pod.ordinal()))
                        .toList()
                : membership.voters().stream()
                        .filter(member -> !works(member))
                        .map(member ->
                                member.ordinal() < 0 ? member.id() : member.ordinal() + trouble(member.ordinal()))
                        .toList();
    }

    private String trouble(int ordinal) {
        return seen.pods().stream()
                .filter(pod -> pod.ordinal() == ordinal)
                .map(PodView::trouble)
                .filter(Objects::nonNull)
                .findFirst()
                .map(text -> " (" + text + ")")
                .orElse("");
    }

    /** Only of a cluster that is to be watched: whether Prometheus is told of its members. */
    private Optional<Condition> monitored() {
        return switch (found.monitoring()) {
            case Monitor.Result.Unwanted _ -> Optional.empty();
            case Monitor.Result.Kept _ ->
                Optional.of(condition("Monitored", true, "ServiceMonitorApplied", "the ServiceMonitor is there"));
            case Monitor.Result.Missing _ ->
                Optional.of(condition(
                        "Monitored",
                        false,
                        "PrometheusOperatorMissing",
                        "this Kubernetes cluster knows no ServiceMonitor: install the Prometheus operator, or set"
                                + " spec.monitoring.serviceMonitor to false"));
            case Monitor.Result.Refused(String text) ->
                Optional.of(condition("Monitored", false, "ServiceMonitorRefused", text));
        };
    }

    private Condition paused() {
        boolean paused = seen.intent().paused();
        return condition(
                "Paused",
                paused,
                paused ? "PausedByAnnotation" : "NotPaused",
                paused ? "remove the annotation paxoskv.dev/paused to go on" : "the operator acts");
    }

    private Condition specAccepted() {
        Refusal refusal = found.spec().refusal();
        return refusal == null
                ? condition("SpecAccepted", true, "Accepted", "the spec is acted upon")
                : condition("SpecAccepted", false, refusal.reason(), refusal.text());
    }
}
