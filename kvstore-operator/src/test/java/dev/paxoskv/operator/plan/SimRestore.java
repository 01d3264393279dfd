package dev.paxoskv.operator.plan;

import dev.paxoskv.operator.plan.ClaimView.Restoration;
import dev.paxoskv.operator.plan.RestoreJob.Stage;
import dev.paxoskv.operator.plan.SimKube.Claim;
import dev.paxoskv.operator.plan.SimPaxos.Disk;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The job that restores a backup, with what the node's command does to a disk: to an empty one it gives the recorded cluster,
 * one that has it already is left as it is. That it is let loose on any other disk, on one that a node uses, or after the
 * cluster has run, is a {@link SimFailure}.
 */
final class SimRestore {

    /** The job. */
    private static final class Job {
        final String clusterId;
        int version;
        int ticks;
        Stage stage = Stage.PREPARED;

        Job(String clusterId, int version, int ticks) {
            this.clusterId = clusterId;
            this.version = version;
            this.ticks = ticks;
        }
    }

    private final SimWorld world;
    private final Set<String> haveRun = new HashSet<>();
    private @Nullable Job job;
    private boolean calm;

    SimRestore(SimWorld world) {
        this.world = world;
    }

    @Nullable RestoreJob view() {
        Job now = job;
        return now == null ? null : new RestoreJob(now.stage, Integer.toString(now.version), "");
    }

    void createClaim(int ordinal) {
        if (!world.kube.claims.containsKey(ordinal)) {
            Claim claim = new Claim(ordinal, world.kube.newUid(), world.kube.newDisk(), world.storage);
            claim.restoration = Restoration.PREPARED;
            claim.owned = true;
            world.kube.claims.put(ordinal, claim);
        }
    }

    void prepare(String clusterId) {
        if (job == null) {
            job = new Job(clusterId, world.kube.firstVersion(), 1 + world.random.nextInt(5));
        }
    }

    void start(String version) {
        Job now = job;
        if (now != null && now.stage == Stage.PREPARED && version.equals(Integer.toString(now.version))) {
            now.stage = Stage.RUNNING;
            now.version++;
        }
    }

    /** By hand. */
    void deleteJob() {
        if (job != null) {
            world.note("the restore's job is deleted");
            job = null;
        }
    }

    /** The volume of an earlier cluster of the same name. */
    void leaveOldVolume() {
        Claim old = new Claim(0, world.kube.newUid(), world.kube.newDisk(), world.storage);
        old.disk.clusterId = "cluster-of-old";
        world.kube.claims.put(0, old);
    }

    void calm() {
        calm = true;
    }

    /** What users do when they are told to: delete a job that failed, delete the volume of an earlier cluster. */
    boolean help() {
        Claim first = world.kube.claims.get(0);
        if (job != null && job.stage == Stage.FAILED) {
            deleteJob();
            return true;
        }
        if (world.restores && world.forming == null && first != null && first.restoration == Restoration.NONE) {
            world.note("the user deletes the old claim");
            world.kube.deleteClaim(first);
            return true;
        }
        return false;
    }

    void tick() {
        world.clusters.values().stream()
                .filter(cluster -> cluster.members.values().stream().anyMatch(cluster::runs))
                .forEach(cluster -> haveRun.add(cluster.id));
        Job now = job;
        Claim claim = world.kube.claims.get(0);
        if (now != null && now.stage == Stage.RUNNING && claim != null && !claim.nodeGone && --now.ticks <= 0) {
            end(now, claim);
        }
    }

    private void end(Job now, Claim claim) {
        now.version++;
        boolean works = calm || world.chance(70);
        if (works) {
            restore(claim, now.clusterId);
        }
        now.stage = works ? Stage.DONE : Stage.FAILED;
    }

    private void restore(Claim claim, String clusterId) {
        Disk disk = claim.disk;
        if (world.kube.isUsed(claim)) {
            throw new SimFailure("a backup is restored to a volume that a node uses");
        }
        if (disk.clusterId != null && !disk.clusterId.equals(clusterId)) {
            throw new SimFailure("a backup is restored to the disk of another cluster");
        }
        if (disk.clusterId == null) {
            if (haveRun.contains(clusterId)) {
                throw new SimFailure("a backup is restored again, to a cluster that has run");
            }
            SimPaxos before = world.clusters.put(
                    clusterId, new SimPaxos(clusterId, new SimPaxos.Member(disk.memberId, 0, disk, true)));
            world.formed += before == null ? 1 : 0;
        }
    }
}
