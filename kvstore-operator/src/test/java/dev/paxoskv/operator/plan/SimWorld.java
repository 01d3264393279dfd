package dev.paxoskv.operator.plan;

import dev.paxoskv.operator.plan.Memory.RecoveryMemory;
import dev.paxoskv.operator.plan.SimKube.Claim;
import dev.paxoskv.operator.plan.SimKube.Pod;
import dev.paxoskv.operator.plan.SimPaxos.Disk;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One resource with everything that belongs to it: what the user wants, the objects in Kubernetes, the clusters that were
 * formed, and what of the latter must never be harmed.
 */
final class SimWorld {

    final Random random;
    final SimKube kube;
    final Map<String, SimPaxos> clusters = new TreeMap<>();
    final SimRestore restore = new SimRestore(this);
    final List<String> history = new ArrayList<>();

    // The spec and the annotations.
    int replicas = 3;
    int revision = 1;
    int generation = 1;
    long storage = 1;
    boolean deleteClaims;
    boolean hibernate;
    /** Whether the spec is refused: no history has it, tests set it. */
    boolean frozen;

    boolean paused;
    boolean auto;
    boolean restores;

    @Nullable String replace;

    Intent.@Nullable Recovery recovery;

    // What the operator keeps in Kubernetes.
    @Nullable FormingRecord forming;

    Memory memory = Memory.NONE;
    Memory.@Nullable Stage recoveryJob;
    int recoveryJobTicks;

    int formed;
    /** The world outside took a majority of the disks. */
    boolean quorumLost;

    SimWorld(long seed) {
        this.random = new Random(seed);
        this.kube = new SimKube(random);
    }

    void note(String text) {
        history.add(text);
    }

    @Nullable SimPaxos current() {
        SimPaxos newest = null;
        for (SimPaxos cluster : clusters.values()) {
            newest = newest == null || newest.id.compareTo(cluster.id) < 0 ? cluster : newest;
        }
        return newest;
    }

    /** How many voters the newest cluster has; none before there is one. */
    long voters() {
        SimPaxos cluster = current();
        return cluster == null ? 0 : cluster.voters();
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** Everybody but the operator does something. */
    void tick() {
        kube.tick();
        for (SimPaxos cluster : clusters.values()) {
            cluster.running.clear();
            kube.pods.values().stream()
                    .filter(kube::isRunning)
                    .map(pod -> pod.claim.disk)
                    .forEach(cluster.running::add);
            cluster.tick(chance(10));
        }
        finishRecoveryJob();
        restore.tick();
        checkThatOneClusterServes();
    }

    private void finishRecoveryJob() {
        if (recoveryJob != Memory.Stage.RUNNING || --recoveryJobTicks > 0) {
            return;
        }
        RecoveryMemory begun = Objects.requireNonNull(memory.recovery());
        Claim survivor = kube.claims.get(begun.survivor());
        if (survivor == null) {
            recoveryJob = Memory.Stage.FAILED;
            return;
        }
        Disk disk = survivor.disk;
        clusters.put(
                begun.newClusterId(),
                new SimPaxos(begun.newClusterId(), new SimPaxos.Member(disk.memberId, begun.survivor(), disk, true)));
        recoveryJob = Memory.Stage.RECOVERED;
    }

    private void checkThatOneClusterServes() {
        long live = clusters.values().stream().filter(SimPaxos::isLive).count();
        if (live > 1) {
            throw new SimFailure("two clusters serve at once");
        }
        if (formed > 1) {
            throw new SimFailure("two clusters were formed");
        }
    }

    // What an operator sees, part by part.

    Intent intent() {
        return new Intent(
                replicas, paused, hibernate, frozen, deleteClaims, true, storage, true, restores, replace, recovery);
    }

    Memory seenMemory() {
        RecoveryMemory recorded = memory.recovery();
        if (recorded == null || recorded.stage() != Memory.Stage.RECORDED || recoveryJob == null) {
            return memory;
        }
        RecoveryMemory seen =
                new RecoveryMemory(recorded.survivor(), recorded.oldClusterId(), recorded.newClusterId(), recoveryJob);
        return new Memory(memory.clusterId(), memory.topOrdinal(), seen);
    }

    @Nullable SetView setView() {
        SimKube.Set set = kube.set;
        return set == null ? null : new SetView(set.uid, Integer.toString(set.version), set.replicas, set.storage);
    }

    List<ClaimView> claimViews() {
        return kube.claims.values().stream()
                .filter(claim -> !claim.foreign)
                .map(claim -> new ClaimView(
                        claim.ordinal,
                        claim.uid,
                        Integer.toString(claim.version),
                        claim.requested,
                        claim.deleting,
                        claim.owned,
                        auto && claim.nodeGone,
                        claim.memberId,
                        claim.podUid,
                        claim.restoration))
                .toList();
    }

    boolean isForeignClaim(int ordinal) {
        Claim claim = kube.claims.get(ordinal);
        return claim != null && claim.foreign;
    }

    List<PodView> podViews(boolean withReports) {
        return kube.pods.values().stream()
                .map(pod -> new PodView(
                        pod.ordinal,
                        pod.uid,
                        kube.isRunning(pod) && takesPart(pod),
                        pod.age > 10,
                        pod.age > 20,
                        pod.revision != revision,
                        pod.isDeleting(),
                        null,
                        withReports ? report(pod) : null))
                .toList();
    }

    boolean takesPart(Pod pod) {
        SimPaxos cluster = clusters.get(Objects.requireNonNullElse(pod.claim.disk.clusterId, ""));
        if (cluster == null || cluster.leader == null) {
            return false;
        }
        SimPaxos.Member member = cluster.members.get(pod.claim.disk.memberId);
        return member != null && cluster.runs(member);
    }

    @Nullable NodeReport report(Pod pod) {
        if (!kube.isRunning(pod)) {
            return null;
        }
        Disk disk = pod.claim.disk;
        SimPaxos cluster = clusters.get(Objects.requireNonNullElse(disk.clusterId, ""));
        List<Integer> known = cluster == null || !cluster.members.containsKey(disk.memberId)
                ? List.of()
                : cluster.members.values().stream()
                        .map(member -> member.ordinal)
                        .toList();
        return new NodeReport(disk.memberId, disk.clusterId, takesPart(pod), disk.durable, known);
    }

    @Nullable Membership membershipView() {
        SimPaxos live = clusters.values().stream()
                .filter(cluster -> cluster.isLive() && cluster.leader != null)
                .findFirst()
                .orElse(null);
        if (live == null) {
            return null;
        }
        List<Membership.Member> members = live.members.values().stream()
                .map(member -> new Membership.Member(
                        member.id, member.ordinal, member.voter, live.caughtUp(member), member.id.equals(live.leader)))
                .toList();
        return new Membership(live.id, live.epoch, live.isSettled(), members, live.removed);
    }
}
