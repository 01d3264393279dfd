package dev.paxoskv.operator.status;

import dev.paxoskv.operator.Names;
import dev.paxoskv.operator.act.Outcome;
import dev.paxoskv.operator.admin.NodeStatus;
import dev.paxoskv.operator.api.v1alpha1.MemberStatus;
import dev.paxoskv.operator.api.v1alpha1.MemberStatus.Role;
import dev.paxoskv.operator.api.v1alpha1.PaxosKVClusterStatus;
import dev.paxoskv.operator.api.v1alpha1.RecoveryStatus;
import dev.paxoskv.operator.plan.Action;
import dev.paxoskv.operator.plan.ClaimView;
import dev.paxoskv.operator.plan.ClusterObservation;
import dev.paxoskv.operator.plan.Membership;
import dev.paxoskv.operator.plan.PodView;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the status from what a pass found. What cannot be seen just now, such as who is a member, stays as it was. */
@Singleton
public final class StatusBuilder {

    private static final PaxosKVClusterStatus NONE =
            new PaxosKVClusterStatus(null, null, null, null, null, null, null, null, null, null, null);

    private final Clock clock;

    @Inject
    public StatusBuilder(Clock clock) {
        this.clock = clock;
    }

    /** The status after a pass. */
    public PaxosKVClusterStatus build(Findings found) {
        PaxosKVClusterStatus old = Objects.requireNonNullElse(found.cluster().getStatus(), NONE);
        ClusterObservation seen = found.seen().observation();
        Membership membership = seen.membership();
        List<MemberStatus> members = members(found, old);
        return new PaxosKVClusterStatus(
                found.cluster().getMetadata().getGeneration(),
                clusterId(found, old),
                membership == null ? old.configEpoch() : Long.toString(membership.epoch()),
                membership == null
                        ? old.replicas()
                        : Integer.valueOf(membership.voters().size()),
                (int) members.stream().filter(MemberStatus::ready).count(),
                Names.CLUSTER + "=" + found.cluster().getMetadata().getName(),
                leader(found),
                oldestVersion(found).orElse(old.version()),
                members,
                recovery(found, old),
                new Conditions(found, old, clock.instant()).build());
    }

    /** Whether there is something to write: that a log grew is none. */
    public static boolean isNews(@Nullable PaxosKVClusterStatus old, PaxosKVClusterStatus now) {
        return old == null || !withoutProgress(old).equals(withoutProgress(now));
    }

    private static PaxosKVClusterStatus withoutProgress(PaxosKVClusterStatus status) {
        List<MemberStatus> members = Objects.requireNonNullElse(status.members(), List.<MemberStatus>of()).stream()
                .map(member -> new MemberStatus(
                        member.name(),
                        member.memberId(),
                        member.role(),
                        member.ready(),
                        member.version(),
                        null,
                        member.pvcUid()))
                .toList();
        return new PaxosKVClusterStatus(
                status.observedGeneration(),
                status.clusterId(),
                status.configEpoch(),
                status.replicas(),
                status.readyReplicas(),
                status.selector(),
                status.leader(),
                status.version(),
                members,
                status.recovery(),
                status.conditions());
    }

    private static @Nullable String clusterId(Findings found, PaxosKVClusterStatus old) {
        if (found.action() instanceof Action.FinishRecovery finished) {
            return finished.newClusterId();
        }
        Membership membership = found.seen().observation().membership();
        return membership == null ? old.clusterId() : membership.clusterId();
    }

    private static @Nullable RecoveryStatus recovery(Findings found, PaxosKVClusterStatus old) {
        String name = found.cluster().getMetadata().getName();
        return switch (found.action()) {
            case Action.RecordRecovery begun
            when found.outcome().newId() != null ->
                new RecoveryStatus(
                        Names.pod(name, begun.survivor()),
                        begun.oldClusterId(),
                        Objects.requireNonNull(found.outcome().newId()),
                        false);
            case Action.FinishRecovery _
            when old.recovery() != null ->
                new RecoveryStatus(
                        old.recovery().survivor(),
                        old.recovery().oldClusterId(),
                        old.recovery().newClusterId(),
                        true);
            default -> old.recovery();
        };
    }

    private static @Nullable String leader(Findings found) {
        Membership membership = found.seen().observation().membership();
        return membership == null
                ? null
                : membership
                        .leader()
                        .filter(leader -> leader.ordinal() >= 0)
                        .map(leader -> Names.pod(found.cluster().getMetadata().getName(), leader.ordinal()))
                        .orElse(null);
    }

    private static Optional<String> oldestVersion(Findings found) {
        return found.seen().statuses().values().stream()
                .map(NodeStatus::version)
                .filter(version -> !version.isEmpty())
                .min(Comparator.comparing(StatusBuilder::sortable));
    }

    /** Numbers in the text with leading zeros, so that 1.10 comes after 1.9. */
    private static String sortable(String version) {
        return java.util.regex.Pattern.compile("[0-9]{1,9}")
                .matcher(version)
                .replaceAll(number -> "0".repeat(9 - number.group().length()) + number.group());
    }

    private static List<MemberStatus> members(Findings found, PaxosKVClusterStatus old) {
        ClusterObservation seen = found.seen().observation();
        String name = found.cluster().getMetadata().getName();
        Map<String, MemberStatus> before = new HashMap<>();
        Objects.requireNonNullElse(old.members(), List.<MemberStatus>of())
                .forEach(member -> before.put(member.name(), member));
        Membership membership = seen.membership();
        IntStream ordinals = IntStream.concat(
                Stream.concat(
                                seen.pods().stream().map(PodView::ordinal),
                                seen.claims().stream().map(ClaimView::ordinal))
                        .mapToInt(Integer::intValue),
                membership == null
                        ? before.keySet().stream().mapToInt(member -> Names.ordinalOfPod(name, member))
                        : membership.members().stream().mapToInt(Membership.Member::ordinal));
        List<MemberStatus> members = new ArrayList<>();
        for (int ordinal :
                new TreeSet<>(ordinals.filter(any -> any >= 0).boxed().toList())) {
            String pod = Names.pod(name, ordinal);
            members.add(member(found, pod, ordinal, before.get(pod)));
        }
        return members;
    }

    private static MemberStatus member(Findings found, String pod, int ordinal, @Nullable MemberStatus before) {
        ClusterObservation seen = found.seen().observation();
        NodeStatus status = found.seen().statuses().get(ordinal);
        Optional<ClaimView> claim =
                seen.claims().stream().filter(any -> any.ordinal() == ordinal).findFirst();
        Membership membership = seen.membership();
        Optional<Membership.Member> member = membership == null ? Optional.empty() : membership.at(ordinal);
        Role role = membership == null
                ? roleBefore(found, pod, before)
                : member.map(StatusBuilder::role).orElse(Role.None);
        String known = member.map(Membership.Member::id).orElse(before == null ? null : before.memberId());
        return new MemberStatus(
                pod,
                status == null ? known : status.memberId(),
                role,
                status != null && status.ready(),
                status == null ? (before == null ? null : before.version()) : status.version(),
                status == null ? (before == null ? null : before.appliedIndex()) : Long.toString(status.appliedSlot()),
                claim.map(ClaimView::uid).orElse(null));
    }

    /** Nobody leads without a majority; and after a recovery the survivor alone is a member. */
    private static Role roleBefore(Findings found, String pod, @Nullable MemberStatus before) {
        PaxosKVClusterStatus old = found.cluster().getStatus();
        boolean recovered = found.action() instanceof Action.FinishRecovery
                && old != null
                && old.recovery() != null
                && !old.recovery().survivor().equals(pod);
        if (before == null || recovered) {
            return Role.None;
        }
        return before.role() == Role.Leader ? Role.Voter : before.role();
    }

    private static Role role(Membership.Member member) {
        return member.leader() ? Role.Leader : member.voter() ? Role.Voter : Role.Learner;
    }

    /** Whether an outcome is worth an event: it changed something, or could not. */
    public static boolean isEvent(Outcome outcome) {
        return outcome.result() == Outcome.Result.DONE || outcome.result() == Outcome.Result.REFUSED;
    }
}
