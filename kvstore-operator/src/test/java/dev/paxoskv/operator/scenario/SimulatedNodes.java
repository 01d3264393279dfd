package dev.paxoskv.operator.scenario;

import dev.paxoskv.operator.admin.ClusterReport;
import dev.paxoskv.operator.admin.NodeAdmin;
import dev.paxoskv.operator.admin.NodeStatus;
import dev.paxoskv.operator.plan.SimPaxos;
import dev.paxoskv.operator.plan.SimPaxos.Disk;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Nodes that answer as the real ones do, with the rules of {@link SimPaxos} behind them. */
final class SimulatedNodes implements NodeAdmin, NodeRuntime {

    /** What the tags of images end in that cannot be pulled. */
    static final String BROKEN = "-broken";

    /** A node that runs, by the address of its pod. */
    private final Map<String, Disk> running = new HashMap<>();

    private final Map<Disk, String> versions = new HashMap<>();
    private final Map<String, Disk> disks = new HashMap<>();
    private final Set<String> broken = new HashSet<>();
    private int started;
    private @Nullable SimPaxos cluster;
    int formed;

    @Override
    public NodeAdmin admin() {
        return this;
    }

    @Override
    public synchronized String start(Pod pod, String volume) {
        String host = "10.0.0." + ++started;
        Disk disk = disks.computeIfAbsent(volume, _ -> new Disk(HexFormat.of().toHexDigits((long) started)));
        String image = pod.getSpec().getContainers().getFirst().getImage();
        if (image.endsWith(BROKEN)) {
            broken.add(host);
            return host;
        }
        running.put(host, disk);
        versions.put(disk, image.substring(image.indexOf(':') + 1));
        return host;
    }

    @Override
    public synchronized void stop(String host) {
        running.remove(host);
    }

    @Override
    public synchronized boolean isMounted(String volume) {
        return false;
    }

    @Override
    public synchronized @Nullable String trouble(String host) {
        return broken.contains(host) ? "ImagePullBackOff" : null;
    }

    @Override
    public synchronized void wipe(String volume) {
        disks.remove(volume);
    }

    @Override
    public synchronized void tick() {
        if (cluster != null) {
            cluster.running.clear();
            cluster.running.addAll(running.values());
            cluster.tick(false);
        }
    }

    @Override
    public synchronized boolean isReady(String host) {
        Disk disk = running.get(host);
        SimPaxos now = cluster;
        if (disk == null || now == null || now.leader == null || !now.isLive()) {
            return false;
        }
        SimPaxos.Member member = now.members.get(disk.memberId);
        return member != null && member.voter && now.runs(member);
    }

    /** The recovery and the restore, as the commands do them: once, however often they are run. */
    @Override
    public synchronized boolean run(Job job, String volume) {
        List<String> args =
                job.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs();
        if (args.contains("restore")) {
            restored(volume, args.get(args.indexOf("--cluster-id") + 1));
            return true;
        }
        String oldId = args.get(args.indexOf("--acknowledge-data-loss") + 1);
        String newId = args.get(args.indexOf("--cluster-id") + 1);
        Disk disk = Objects.requireNonNull(disks.get(volume));
        if (newId.equals(disk.clusterId)) {
            return true;
        }
        if (!oldId.equals(disk.clusterId)) {
            return false;
        }
        int ordinal =
                Objects.requireNonNull(Objects.requireNonNull(cluster).members.get(disk.memberId)).ordinal;
        cluster = new SimPaxos(newId, new SimPaxos.Member(disk.memberId, ordinal, disk, true));
        return true;
    }

    @Override
    public void close() {
        // nothing runs outside of this object
    }

    synchronized List<Integer> voters() {
        SimPaxos now = cluster;
        return now == null
                ? List.of()
                : now.members.values().stream()
                        .filter(member -> member.voter)
                        .map(member -> member.ordinal)
                        .sorted()
                        .toList();
    }

    synchronized @Nullable String leader() {
        return cluster == null ? null : cluster.leader;
    }

    @Override
    public synchronized Map<String, NodeStatus> statuses(List<String> hosts) {
        Map<String, NodeStatus> statuses = new HashMap<>();
        for (String host : hosts) {
            Disk disk = running.get(host);
            if (disk != null) {
                statuses.put(
                        host,
                        new NodeStatus(
                                disk.memberId,
                                disk.clusterId,
                                isReady(host),
                                disk.durable,
                                Objects.requireNonNullElse(versions.get(disk), ""),
                                List.of()));
            }
        }
        return statuses;
    }

    @Override
    public synchronized Optional<ClusterReport> confirmed(String host) {
        SimPaxos now = cluster;
        if (now == null || !isReady(host)) {
            return Optional.empty();
        }
        List<ClusterReport.MemberReport> members = new ArrayList<>();
        now.members
                .values()
                .forEach(member -> members.add(new ClusterReport.MemberReport(
                        member.id, "demo-" + member.ordinal, member.voter, now.caughtUp(member))));
        SimPaxos.Member leader = now.members.get(now.leader);
        return Optional.of(new ClusterReport(
                now.id,
                now.epoch,
                now.isSettled(),
                now.leader,
                leader == null ? null : "demo-" + leader.ordinal,
                true,
                members,
                now.removed));
    }

    @Override
    public synchronized Reply bootstrap(String host, String clusterId, String memberId) {
        Disk disk = running.get(host);
        if (disk == null || !disk.memberId.equals(memberId) || disk.clusterId != null) {
            return Reply.refused("not this member, or not empty");
        }
        formed++;
        cluster = new SimPaxos(clusterId, new SimPaxos.Member(memberId, 0, disk, true));
        return Reply.DONE;
    }

    /** Once, however often it is run. */
    private void restored(String volume, String clusterId) {
        Disk disk = disks.computeIfAbsent(volume, _ -> new Disk(HexFormat.of().toHexDigits((long) ++started)));
        if (disk.clusterId == null) {
            formed++;
            cluster = new SimPaxos(clusterId, new SimPaxos.Member(disk.memberId, 0, disk, true));
        }
    }

    @Override
    public synchronized Reply addLearner(String host, long expectedEpoch, NewMember member) {
        int ordinal = Integer.parseInt(member.name().substring("demo-".length()));
        Optional<Disk> disk = running.values().stream()
                .filter(any -> any.memberId.equals(member.memberId()))
                .findFirst();
        return disk.isEmpty()
                ? Reply.refused("the node does not answer")
                : change(now -> now.addLearner(expectedEpoch, member.memberId(), ordinal, disk.get()));
    }

    @Override
    public synchronized Reply promote(String host, long expectedEpoch, String memberId) {
        return change(now -> now.promote(expectedEpoch, memberId));
    }

    @Override
    public synchronized Reply remove(String host, long expectedEpoch, String memberId) {
        return change(now -> now.remove(expectedEpoch, memberId));
    }

    @Override
    public synchronized Reply transferLeader(String host, String memberId) {
        return change(now -> now.transfer(memberId));
    }

    private Reply change(Function<SimPaxos, @Nullable String> request) {
        SimPaxos now = cluster;
        String refusal = now == null ? "no cluster" : request.apply(now);
        return refusal == null ? Reply.DONE : Reply.refused(refusal);
    }
}
