package dev.paxoskv.operator.plan;

import dev.paxoskv.operator.plan.Action.AddLearner;
import dev.paxoskv.operator.plan.Action.Bootstrap;
import dev.paxoskv.operator.plan.Action.CreateClaim;
import dev.paxoskv.operator.plan.Action.CreateSet;
import dev.paxoskv.operator.plan.Action.DeleteClaim;
import dev.paxoskv.operator.plan.Action.FinishRecovery;
import dev.paxoskv.operator.plan.Action.FinishRestore;
import dev.paxoskv.operator.plan.Action.GrowClaim;
import dev.paxoskv.operator.plan.Action.Idle;
import dev.paxoskv.operator.plan.Action.MarkClaim;
import dev.paxoskv.operator.plan.Action.PrepareRestore;
import dev.paxoskv.operator.plan.Action.Promote;
import dev.paxoskv.operator.plan.Action.RecordBootstrap;
import dev.paxoskv.operator.plan.Action.RecordRecovery;
import dev.paxoskv.operator.plan.Action.RecordRestore;
import dev.paxoskv.operator.plan.Action.RecreateSet;
import dev.paxoskv.operator.plan.Action.Remove;
import dev.paxoskv.operator.plan.Action.RestartPod;
import dev.paxoskv.operator.plan.Action.RunRecovery;
import dev.paxoskv.operator.plan.Action.SetClaimOwner;
import dev.paxoskv.operator.plan.Action.SetReplicas;
import dev.paxoskv.operator.plan.Action.StartRestore;
import dev.paxoskv.operator.plan.Action.Stop;
import dev.paxoskv.operator.plan.Action.TransferLeader;
import dev.paxoskv.operator.plan.Action.Wait;
import dev.paxoskv.operator.plan.ClaimView.Restoration;
import dev.paxoskv.operator.plan.Membership.Member;
import dev.paxoskv.operator.plan.Memory.RecoveryMemory;
import dev.paxoskv.operator.plan.SimKube.Claim;
import dev.paxoskv.operator.plan.SimKube.Pod;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An operator in the simulated world: it decides on what it remembers, which may be old, looks again before it changes
 * anything, part by part while the world goes on, and carries out what the second look says, with the fences that the real
 * one has. Harm that it does by itself is a {@link SimFailure}.
 */
final class SimOperator {
    private static final int PATIENCE_TICKS = 300;

    private final SimWorld world;
    private final Planner planner;
    private @Nullable ClusterObservation cached;

    SimOperator(SimWorld world, Planner planner) {
        this.world = world;
        this.planner = planner;
    }

    /**
     * What a pass decided on, to be carried out now or later.
     *
     * @param undisturbed nothing else happened while it was decided, so what follows is the operator's own doing
     */
    record Decision(Action action, ClusterObservation seen, boolean undisturbed) {}

    /** One pass, of which the last part may be missing because the operator died. */
    Decision pass(int interruptions, boolean diesBeforeStatus) {
        Decision decision = decide(interruptions);
        if (decision.action().mutates()) {
            perform(decision);
        }
        if (!diesBeforeStatus) {
            remember(decision.seen());
        }
        return decision;
    }

    /** Passes undisturbed, one in each tick, until something is so. */
    void passUntil(BooleanSupplier condition) {
        for (int tick = 0; tick < PATIENCE_TICKS; tick++) {
            world.tick();
            if (condition.getAsBoolean()) {
                return;
            }
            pass(0, false);
        }
        throw new AssertionError("it did not come to that");
    }

    Decision decide(int interruptions) {
        ClusterObservation old = cached;
        if (old == null || !world.chance(30)) {
            old = observe(0);
        }
        cached = old;
        if (!planner.decide(old).mutates()) {
            cached = null;
            return new Decision(planner.decide(old), old, true);
        }
        int before = world.history.size();
        int[] disturbances = {0};
        ClusterObservation live = observe(interruptions, disturbances);
        cached = live;
        Action action = planner.decide(live);
        return new Decision(action, live, disturbances[0] == 0 && before == world.history.size());
    }

    private ClusterObservation observe(int interruptions) {
        return observe(interruptions, new int[1]);
    }

    private ClusterObservation observe(int interruptions, int[] disturbances) {
        Intent intent = world.intent();
        FormingRecord forming = world.forming;
        RestoreJob restoreJob = world.restore.view();
        Memory memory = world.seenMemory();
        interrupt(interruptions, disturbances);
        SetView set = world.setView();
        interrupt(interruptions, disturbances);
        List<ClaimView> claims = world.claimViews();
        interrupt(interruptions, disturbances);
        List<PodView> pods = world.podViews(false);
        interrupt(interruptions, disturbances);
        Membership membership = world.membershipView();
        interrupt(interruptions, disturbances);
        List<PodView> reports = world.podViews(true);
        ClusterObservation seen = new ClusterObservation(
                intent, forming, restoreJob, memory, set, claims, withReports(pods, reports), membership, List.of());
        return seen.withForeignClaims(seen.ordinalsWithoutClaim().stream()
                .filter(world::isForeignClaim)
                .toList());
    }

    /** Reports come by the names of the pods: from whatever pod has the name when it is asked. */
    private static List<PodView> withReports(List<PodView> pods, List<PodView> later) {
        return pods.stream()
                .map(pod -> new PodView(
                        pod.ordinal(),
                        pod.uid(),
                        pod.ready(),
                        pod.stuck(),
                        pod.late(),
                        pod.outdated(),
                        pod.deleting(),
                        pod.trouble(),
                        later.stream()
                                .filter(other -> other.ordinal() == pod.ordinal())
                                .findFirst()
                                .map(PodView::report)
                                .orElse(null)))
                .toList();
    }

    private void interrupt(int percent, int[] disturbances) {
        if (world.chance(percent)) {
            new SimFaults(world).one();
            world.tick();
            disturbances[0]++;
        }
    }

    /** The status. */
    void remember(ClusterObservation seen) {
        Membership membership = seen.membership();
        if (membership == null) {
            return;
        }
        RecoveryMemory recovery = world.memory.recovery();
        boolean foreign = recovery != null
                && !membership.clusterId().equals(recovery.newClusterId())
                && !membership.clusterId().equals(world.memory.clusterId());
        if (!foreign) {
            world.memory = new Memory(membership.clusterId(), membership.topOrdinal(), recovery);
        }
    }

    /** Carries a decision out, with its fences; checks what it does. */
    void perform(Decision decision) {
        world.note("  " + decision.action());
        boolean wasLive = isLiveWithoutDeletedPods();
        apply(decision);
        if (decision.undisturbed() && wasLive && !isLiveWithoutDeletedPods() && !mayStop(decision)) {
            throw new SimFailure("the operator gave up the quorum: " + decision.action());
        }
    }

    private boolean mayStop(Decision decision) {
        SimPaxos cluster = Objects.requireNonNull(world.current());
        boolean recovers = world.memory.recovery() != null
                && Objects.requireNonNull(world.memory.recovery()).stage() != Memory.Stage.DONE;
        boolean single = cluster.voters() == 1 && decision.action() instanceof RestartPod;
        return world.hibernate || recovers || single;
    }

    private boolean isLiveWithoutDeletedPods() {
        SimPaxos cluster = world.current();
        if (cluster == null) {
            return false;
        }
        SimKube.Set set = world.kube.set;
        long live = cluster.members.values().stream()
                .filter(member -> member.voter && member.disk.clusterId != null)
                .filter(member -> world.kube.pods.values().stream()
                        .anyMatch(pod -> pod.claim.disk == member.disk
                                && world.kube.isRunning(pod)
                                && (set == null || pod.ordinal < set.replicas)))
                .count();
        return live > cluster.voters() / 2;
    }

    private void apply(Decision decision) {
        SimKube kube = world.kube;
        switch (decision.action()) {
            case Idle() -> {}
            case Wait _ -> {}
            case Stop _ -> {}
            case CreateSet(int replicas) -> {
                if (kube.set == null) {
                    checkClaims(decision, 0, replicas);
                    kube.set = new SimKube.Set(kube.newUid(), replicas, world.revision, world.storage);
                    kube.set.version = kube.firstVersion();
                }
            }
            case SetReplicas(int replicas, String version) -> setReplicas(decision, replicas, version);
            case RecreateSet(String uid) -> {
                if (kube.set != null && kube.set.uid.equals(uid)) {
                    kube.set = null;
                }
            }
            case RecordBootstrap(String memberId) -> {
                if (world.forming == null) {
                    world.forming = new BootstrapRecord("cluster-a", memberId);
                }
            }
            case CreateClaim(int ordinal) -> world.restore.createClaim(ordinal);
            case RecordRestore(String claimUid) -> {
                if (world.forming == null) {
                    world.forming = new RestoreRecord("cluster-a", claimUid);
                }
            }
            case PrepareRestore(String clusterId) -> world.restore.prepare(clusterId);
            case StartRestore(String version) -> world.restore.start(version);
            case FinishRestore(int ordinal, String uid, String version, String _, boolean owned) -> {
                Claim claim = fenced(ordinal, uid, version);
                if (claim != null) {
                    claim.restoration = Restoration.RESTORED;
                    claim.owned = owned;
                    claim.version++;
                }
            }
            case Bootstrap(int ordinal, String clusterId, String memberId) ->
                bootstrap(decision, ordinal, clusterId, memberId);
            case MarkClaim(int ordinal, String uid, String version, String memberId, String podUid) -> {
                Claim claim = fenced(ordinal, uid, version);
                if (claim != null) {
                    claim.memberId = memberId;
                    claim.podUid = podUid;
                    claim.version++;
                }
            }
            case AddLearner(long epoch, int ordinal, String memberId) -> addLearner(epoch, ordinal, memberId);
            case Promote(long epoch, int _, String memberId) -> ask(decision, c -> c.promote(epoch, memberId));
            case Remove(long epoch, int _, String memberId, String _) -> ask(decision, c -> c.remove(epoch, memberId));
            case TransferLeader(int _, String memberId) -> ask(decision, c -> c.transfer(memberId));
            case RestartPod(int ordinal, String uid, boolean _, String _) -> restart(decision, ordinal, uid);
            case DeleteClaim(int ordinal, String uid, String version, String _) -> deleteClaim(ordinal, uid, version);
            case GrowClaim(int ordinal, String uid, long bytes) -> {
                Claim claim = kube.claims.get(ordinal);
                if (claim != null && claim.uid.equals(uid)) {
                    claim.requested = bytes;
                    claim.version++;
                }
            }
            case SetClaimOwner(int ordinal, String uid, String version, boolean owned) -> {
                Claim claim = fenced(ordinal, uid, version);
                if (claim != null) {
                    claim.owned = owned;
                    claim.version++;
                }
            }
            case RecordRecovery(int survivor, String oldClusterId) -> {
                world.recoveryJob = null;
                String newClusterId = "cluster-" + (char) ('a' + world.clusters.size());
                world.memory = new Memory(
                        oldClusterId,
                        world.memory.topOrdinal(),
                        new RecoveryMemory(survivor, oldClusterId, newClusterId, Memory.Stage.RECORDED));
            }
            case RunRecovery _ -> {
                if (world.recoveryJob == null) {
                    world.recoveryJob = Memory.Stage.RUNNING;
                    world.recoveryJobTicks = 3;
                }
            }
            case FinishRecovery(String newClusterId) -> {
                RecoveryMemory begun = Objects.requireNonNull(world.memory.recovery());
                world.memory = new Memory(
                        newClusterId,
                        begun.survivor(),
                        new RecoveryMemory(begun.survivor(), begun.oldClusterId(), newClusterId, Memory.Stage.DONE));
            }
        }
    }

    private void checkClaims(Decision decision, int from, int to) {
        for (int ordinal = from; ordinal < to; ordinal++) {
            boolean given = world.isForeignClaim(ordinal) && !world.kube.pods.containsKey(ordinal);
            if (given && decision.undisturbed()) {
                throw new SimFailure("a pod is given the claim of somebody else: " + ordinal);
            }
        }
    }

    private void setReplicas(Decision decision, int replicas, String version) {
        SimKube.Set set = world.kube.set;
        if (set == null || !version.equals(Integer.toString(set.version))) {
            world.note("  refused: the StatefulSet has changed");
            return;
        }
        SimPaxos cluster = world.current();
        boolean stops = world.hibernate || replicas == 0;
        if (cluster != null
                && !stops
                && replicas < set.replicas
                && cluster.at(set.replicas - 1).isPresent()) {
            throw new SimFailure("the pod of a member is scaled away: " + (set.replicas - 1));
        }
        checkClaims(decision, set.replicas, replicas);
        if (world.hibernate && world.memory.recovery() == null) {
            world.kube.pods.values().stream()
                    .filter(pod -> pod.ordinal >= replicas && !pod.isDeleting())
                    .forEach(pod -> checkVolume(decision, pod));
        }
        set.replicas = replicas;
        set.version++;
    }

    private void bootstrap(Decision decision, int ordinal, String clusterId, String memberId) {
        Pod pod = world.kube.pods.get(ordinal);
        if (pod == null) {
            return;
        }
        boolean able = world.kube.isRunning(pod)
                && pod.claim.disk.memberId.equals(memberId)
                && pod.claim.disk.clusterId == null;
        if (able && pod.claim.foreign && decision.undisturbed()) {
            throw new SimFailure("the cluster is formed on the volume of somebody else");
        }
        if (able) {
            world.formed++;
            world.clusters.put(
                    clusterId, new SimPaxos(clusterId, new SimPaxos.Member(memberId, ordinal, pod.claim.disk, true)));
        }
    }

    private void addLearner(long epoch, int ordinal, String memberId) {
        SimPaxos cluster = live();
        Pod pod = world.kube.pods.get(ordinal);
        if (cluster == null || pod == null || !pod.claim.disk.memberId.equals(memberId)) {
            return;
        }
        String refusal = cluster.addLearner(epoch, memberId, ordinal, pod.claim.disk);
        if (refusal != null) {
            world.note("  refused: " + refusal);
        }
    }

    private void ask(Decision decision, Function<SimPaxos, @Nullable String> request) {
        SimPaxos cluster = live();
        String refusal = cluster == null ? "no quorum" : request.apply(cluster);
        if (refusal != null) {
            world.note("  refused: " + refusal);
            boolean foreseeable =
                    List.of("is leader", "last voter", "removed member").contains(refusal);
            if (decision.undisturbed() && foreseeable) {
                throw new SimFailure("the operator asked for what cannot be: " + refusal + ", " + decision.action());
            }
        }
    }

    private @Nullable SimPaxos live() {
        return world.clusters.values().stream()
                .filter(SimPaxos::isLive)
                .findFirst()
                .orElse(null);
    }

    private void restart(Decision decision, int ordinal, String uid) {
        Pod pod = world.kube.pods.get(ordinal);
        if (pod == null || !pod.uid.equals(uid)) {
            return;
        }
        SimPaxos cluster = live();
        Member leader = decision.seen().membership() == null
                ? null
                : decision.seen().membership().leader().orElse(null);
        boolean leads = cluster != null && leader != null && leader.ordinal() == ordinal && cluster.liveVoters() > 1;
        if (leads && decision.undisturbed()) {
            throw new SimFailure("the leader is restarted while others could lead");
        }
        checkVolume(decision, pod);
        world.kube.deletePod(pod);
    }

    /** A volume whose claim was deleted goes when its pod stops. */
    private void checkVolume(Decision decision, Pod pod) {
        boolean lasts = world.kube.claims.get(pod.ordinal) == pod.claim && !pod.claim.deleting;
        SimPaxos cluster = world.current();
        SimPaxos.Member member = cluster == null ? null : cluster.members.get(pod.claim.disk.memberId);
        if (!lasts && member != null && member.voter && member.disk == pod.claim.disk && decision.undisturbed()) {
            throw new SimFailure("the volume of a member goes with its pod: " + pod.ordinal);
        }
    }

    private void deleteClaim(int ordinal, String uid, String version) {
        Claim claim = fenced(ordinal, uid, version);
        if (claim == null) {
            return;
        }
        for (SimPaxos cluster : world.clusters.values()) {
            SimPaxos.Member member = cluster.members.get(claim.disk.memberId);
            boolean current = cluster == world.current();
            if (member != null && member.disk == claim.disk && current) {
                throw new SimFailure("the disk of a member is deleted: " + ordinal);
            }
        }
        world.kube.deleteClaim(claim);
    }

    private @Nullable Claim fenced(int ordinal, String uid, String version) {
        Claim claim = world.kube.claims.get(ordinal);
        boolean same = claim != null && claim.uid.equals(uid) && version.equals(Integer.toString(claim.version));
        if (!same) {
            world.note("  refused: the claim has changed");
        }
        return same ? claim : null;
    }
}
