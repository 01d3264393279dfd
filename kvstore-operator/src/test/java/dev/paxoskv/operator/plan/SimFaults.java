package dev.paxoskv.operator.plan;

import dev.paxoskv.operator.plan.SimKube.Claim;
import dev.paxoskv.operator.plan.SimKube.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What users, machines and other controllers do to a cluster. */
final class SimFaults {

    /** Of the pods that there may ever be, and some more. */
    private static final int FOREIGN_ORDINALS = 7;

    private final SimWorld world;

    SimFaults(SimWorld world) {
        this.world = world;
    }

    /** Something small that happens while the operator looks. */
    void one() {
        switch (world.random.nextInt(4)) {
            case 0 -> killPod();
            case 1 -> unreachable();
            case 2 -> changeLeader();
            default -> strayScale();
        }
    }

    /** Something of any kind. */
    void any() {
        switch (world.random.nextInt(23)) {
            case 0, 1, 2 -> scale();
            case 3, 4 -> edit();
            case 5 -> grow();
            case 6 -> policy();
            case 7 -> hibernate();
            case 8, 9 -> killPod();
            case 10 -> drain();
            case 11, 12 -> loseVolume();
            case 13 -> loseNode();
            case 14, 15 -> strayScale();
            case 16 -> deleteSet();
            case 17 -> unreachable();
            case 18 -> changeLeader();
            case 19 -> world.restore.deleteJob();
            case 20, 21 -> foreignClaim(world.random.nextInt(FOREIGN_ORDINALS));
            default -> world.paused = world.chance(20);
        }
    }

    private void scale() {
        world.generation++;
        world.replicas = 1 + 2 * world.random.nextInt(3);
        world.note("spec.replicas = " + world.replicas);
    }

    private void edit() {
        world.generation++;
        world.revision++;
        world.kube.badRevision = world.chance(30) ? world.revision : -1;
        world.note("template " + world.revision + (world.kube.badRevision < 0 ? "" : ", which does not start"));
    }

    private void grow() {
        world.generation++;
        world.storage++;
        world.note("storage " + world.storage);
    }

    private void policy() {
        world.generation++;
        world.deleteClaims = world.random.nextBoolean();
        world.auto = world.random.nextBoolean();
        world.note("delete claims " + world.deleteClaims + ", auto replacement " + world.auto);
    }

    /** The job of a restore writes to what has the name of the first claim, so nobody may take that name while it runs. */
    void foreignClaim(int ordinal) {
        boolean taken = world.kube.claims.containsKey(ordinal) || (ordinal == 0 && world.restore.view() != null);
        if (!taken) {
            Claim claim = new Claim(ordinal, world.kube.newUid(), world.kube.newDisk(), world.storage);
            claim.foreign = true;
            world.kube.claims.put(ordinal, claim);
            world.note("somebody makes a claim of the name of " + ordinal);
        }
    }

    /** What users do when they are told of such claims: they delete them, with the pods. False if nothing is left to be. */
    boolean deleteForeignClaims() {
        List<Claim> foreign = world.kube.claims.values().stream()
                .filter(claim -> claim.foreign && !claim.deleting)
                .toList();
        List<Pod> users = world.kube.pods.values().stream()
                .filter(pod -> pod.claim.foreign && !pod.isDeleting())
                .toList();
        foreign.forEach(claim -> {
            world.note("the foreign claim " + claim.ordinal + " is deleted");
            world.kube.deleteClaim(claim);
        });
        users.forEach(world.kube::deletePod);
        return !foreign.isEmpty() || !users.isEmpty();
    }

    private void hibernate() {
        world.generation++;
        world.hibernate = !world.hibernate && world.chance(50);
        world.note("hibernate " + world.hibernate);
    }

    private void killPod() {
        pick(world.kube.pods.values()).ifPresent(pod -> {
            world.note("pod " + pod.ordinal + " is deleted");
            world.kube.deletePod(pod);
        });
    }

    private void drain() {
        pick(world.kube.pods.values()).ifPresent(pod -> {
            world.note("node of pod " + pod.ordinal + " is drained");
            world.kube.pods.put(pod.ordinal, new Pod(pod.ordinal, world.kube.newUid(), pod.revision, pod.claim, 12));
        });
    }

    private void unreachable() {
        pick(world.kube.pods.values()).ifPresent(pod -> {
            world.note("pod " + pod.ordinal + " is out of reach for a while");
            pod.ticksUnreachable = 1 + world.random.nextInt(6);
        });
    }

    private void strayScale() {
        SimKube.Set set = world.kube.set;
        if (set != null) {
            set.replicas = world.random.nextInt(7);
            set.version++;
            world.note("kubectl scale sts --replicas=" + set.replicas);
        }
    }

    private void deleteSet() {
        boolean cascade = world.random.nextBoolean();
        world.note("the StatefulSet is deleted" + (cascade ? " with its pods" : ""));
        world.kube.set = null;
        if (cascade) {
            world.kube.pods.values().forEach(world.kube::deletePod);
        }
    }

    private void changeLeader() {
        SimPaxos cluster = world.current();
        if (cluster != null) {
            pick(cluster.members.keySet()).ifPresent(cluster::transfer);
        }
    }

    private void loseVolume() {
        pick(world.kube.claims.values()).filter(this::isLossBearable).ifPresent(claim -> {
            switch (world.random.nextInt(3)) {
                case 0 -> {
                    world.note("claim " + claim.ordinal + " is deleted by hand");
                    world.kube.deleteClaim(claim);
                }
                case 1 -> {
                    world.note("claim " + claim.ordinal + " is deleted by hand with its protection");
                    world.kube.deleteProtectedClaim(claim);
                }
                default -> {
                    world.note("the volume of claim " + claim.ordinal + " is lost");
                    replaceByEmptyVolume(claim);
                }
            }
        });
    }

    /** The same claim, as far as an observer can tell, with another disk below it. */
    private void replaceByEmptyVolume(Claim claim) {
        Claim empty = new Claim(claim.ordinal, claim.uid, world.kube.newDisk(), claim.requested);
        empty.version = claim.version;
        empty.owned = claim.owned;
        empty.deleting = claim.deleting;
        empty.foreign = claim.foreign;
        empty.memberId = claim.memberId;
        empty.podUid = claim.podUid;
        empty.restoration = claim.restoration;
        world.kube.claims.put(claim.ordinal, empty);
        Pod pod = world.kube.pods.get(claim.ordinal);
        if (pod != null) {
            world.kube.pods.put(claim.ordinal, new Pod(pod.ordinal, world.kube.newUid(), pod.revision, empty, 3));
        }
    }

    private void loseNode() {
        pick(world.kube.claims.values()).filter(this::isLossBearable).ifPresent(claim -> {
            world.note("the node of claim " + claim.ordinal + " is gone for good");
            claim.nodeGone = true;
            claim.version++;
        });
    }

    /** Mostly the world leaves a majority of the disks alone; when it does not, that is noted. */
    private boolean isLossBearable(Claim claim) {
        SimPaxos cluster = world.current();
        if (cluster == null) {
            // The record of the forming names a disk; without it nothing is ever formed.
            return world.forming == null || (world.restores && world.chance(10));
        }
        long whole = cluster.members.values().stream()
                .filter(member -> member.voter && member.disk != claim.disk && isWhole(member))
                .count();
        boolean bearable = whole > cluster.voters() / 2;
        if (!bearable && world.chance(4)) {
            world.quorumLost = true;
            world.note("too many disks are lost");
            return true;
        }
        return bearable;
    }

    boolean isWhole(SimPaxos.Member member) {
        return world.kube.claims.values().stream()
                .anyMatch(claim -> claim.disk == member.disk && !claim.deleting && !claim.nodeGone);
    }

    /** The faults end, and the users mend what only they can. */
    void calm() {
        world.note("calm");
        world.generation++;
        world.paused = false;
        world.hibernate = false;
        world.auto = true;
        if (world.kube.badRevision == world.revision) {
            edit();
            world.kube.badRevision = -1;
        }
        world.kube.pods.values().forEach(pod -> pod.ticksUnreachable = 0);
    }

    private <T> Optional<T> pick(Collection<T> from) {
        List<T> all = new ArrayList<>(from);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(world.random.nextInt(all.size())));
    }
}
