package dev.paxoskv.operator.plan;

import dev.paxoskv.operator.plan.ClaimView.Restoration;
import dev.paxoskv.operator.plan.SimPaxos.Disk;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The part of Kubernetes that keeps the pods of a StatefulSet: parallel pods, updates on deletion, claims that outlive their
 * pods and are made anew, empty, when they are missing, and deletions that wait until nobody uses what is deleted.
 */
final class SimKube {

    /** A StatefulSet. */
    static final class Set {
        final String uid;
        int version;
        int replicas;
        int revision;
        int generation;
        long storage;

        Set(String uid, int replicas, int revision, long storage) {
            this.uid = uid;
            this.replicas = replicas;
            this.revision = revision;
            this.storage = storage;
        }
    }

    /** A claim with the disk that is bound to it. */
    static final class Claim {
        final int ordinal;
        final String uid;
        final Disk disk;
        int version;
        long requested;
        boolean deleting;
        boolean owned;
        boolean nodeGone;
        /** It has the name, and not the label: somebody else made it. */
        boolean foreign;

        @Nullable String memberId;

        @Nullable String podUid;

        Restoration restoration = Restoration.NONE;

        Claim(int ordinal, String uid, Disk disk, long requested) {
            this.ordinal = ordinal;
            this.uid = uid;
            this.disk = disk;
            this.requested = requested;
        }
    }

    /** A pod. */
    static final class Pod {
        final int ordinal;
        final String uid;
        final int revision;
        final Claim claim;
        int ticksToStart;
        int ticksToStop = -1;
        int ticksUnreachable;
        int age;

        Pod(int ordinal, String uid, int revision, Claim claim, int ticksToStart) {
            this.ordinal = ordinal;
            this.uid = uid;
            this.revision = revision;
            this.claim = claim;
            this.ticksToStart = ticksToStart;
        }

        boolean isDeleting() {
            return ticksToStop >= 0;
        }
    }

    private final Random random;
    final Map<Integer, Pod> pods = new TreeMap<>();
    final Map<Integer, Claim> claims = new TreeMap<>();

    @Nullable Set set;
    /** Pods of this revision do not start. */
    int badRevision = -1;

    private int uids;
    private int disks;

    SimKube(Random random) {
        this.random = random;
    }

    String newUid() {
        return "uid-" + ++uids;
    }

    /** Versions are never used twice, not even by another object of the same name. */
    int firstVersion() {
        return ++uids * 10_000;
    }

    Disk newDisk() {
        return new Disk(String.format("%016x", ++disks));
    }

    boolean isRunning(Pod pod) {
        return pod.ticksToStart == 0
                && !pod.isDeleting()
                && pod.ticksUnreachable == 0
                && !pod.claim.nodeGone
                && pod.revision != badRevision;
    }

    void deletePod(Pod pod) {
        if (!pod.isDeleting()) {
            pod.ticksToStop = random.nextInt(3);
        }
    }

    void deleteClaim(Claim claim) {
        claim.deleting = true;
        claim.version++;
    }

    /** Although its pod runs, which goes on with the volume. */
    void deleteProtectedClaim(Claim claim) {
        claims.remove(claim.ordinal, claim);
    }

    /** Time passes: pods start and stop, claims go, and the controller of the StatefulSet looks. */
    void tick() {
        pods.values().removeIf(pod -> pod.ticksToStop == 0);
        for (Pod pod : pods.values()) {
            pod.age++;
            pod.ticksToStart = Math.max(0, pod.ticksToStart - 1);
            pod.ticksUnreachable = Math.max(0, pod.ticksUnreachable - 1);
            pod.ticksToStop = pod.ticksToStop > 0 ? pod.ticksToStop - 1 : pod.ticksToStop;
        }
        claims.values().removeIf(claim -> claim.deleting && !isUsed(claim));
        Set now = set;
        if (now != null) {
            control(now);
        }
    }

    boolean isUsed(Claim claim) {
        return pods.values().stream().anyMatch(pod -> pod.claim == claim);
    }

    private void control(Set now) {
        for (int ordinal = 0; ordinal < now.replicas; ordinal++) {
            Claim claim = claims.get(ordinal);
            if (pods.containsKey(ordinal) || (claim != null && claim.deleting)) {
                continue;
            }
            if (claim == null) {
                claim = new Claim(ordinal, newUid(), newDisk(), now.storage);
                claims.put(ordinal, claim);
            }
            pods.put(ordinal, new Pod(ordinal, newUid(), now.revision, claim, random.nextInt(4)));
        }
        pods.values().stream().filter(pod -> pod.ordinal >= now.replicas).forEach(this::deletePod);
    }
}
