package dev.paxoskv.node.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A cluster of real processes that begins with one node, and to which others are added. Its nodes have time: a request may
 * take a minute, so that a slow machine fails none. One thread.
 */
final class GrowingCluster implements AutoCloseable {
    private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration CLIENT_TIMEOUT = REQUEST_TIMEOUT.plusSeconds(30);

    private final Path directory;
    private final NodePorts firstPorts = NodePorts.free(1).getFirst();
    private final List<Member> started = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();

    GrowingCluster(Path directory) {
        this.directory = directory;
    }

    /** Restores a snapshot as what the first node is to start with, as a cluster of this id; answers the command's result. */
    JsonNode restore(Path snapshot, String id) {
        String host = NodePorts.HOST + ":";
        Program run = Program.run(
                directory,
                "snapshot",
                "restore",
                snapshot.toString(),
                "--data-dir",
                data(0).toString(),
                "--cluster-id",
                id,
                "--name",
                "n1",
                "--peer",
                host + firstPorts.peer(),
                "--http",
                host + firstPorts.http(),
                "--grpc",
                host + firstPorts.grpc(),
                "-o",
                "json");
        return run.json();
    }

    /** Starts the node that is the cluster at first. */
    Member first() {
        Path list = directory.resolve("cluster.json");
        write(list, "[" + firstPorts.clusterLine(data(0).toString()) + "]");
        Member first = start(0, firstPorts, List.of("--cluster", list.toString(), "--index", "0"));
        members.add(first);
        return first;
    }

    /** Starts a node with an empty disk that waits to be added. */
    Member joining(int index) {
        NodePorts ports = NodePorts.free(1).getFirst();
        String seeds = String.join(
                ",",
                members.stream()
                        .map(member -> NodePorts.HOST + ":" + member.ports().peer())
                        .toList());
        return start(
                index,
                ports,
                List.of(
                        "--join",
                        "--name",
                        "n" + (index + 1),
                        "--seeds",
                        seeds,
                        "--peer-addr",
                        NodePorts.HOST + ":" + ports.peer(),
                        "--http-addr",
                        NodePorts.HOST + ":" + ports.http(),
                        "--grpc-addr",
                        NodePorts.HOST + ":" + ports.grpc(),
                        "--data",
                        data(index).toString()));
    }

    private Member start(int index, NodePorts ports, List<String> arguments) {
        List<String> all = new ArrayList<>(List.of("node"));
        all.addAll(arguments);
        NodeProcess process = new NodeProcess(all, directory.resolve("n" + (index + 1) + ".log"))
                .with("PAXOSKV_REQUEST_TIMEOUT", REQUEST_TIMEOUT.toSeconds() + "s")
                // the verdict looks at every revision
                .with("PAXOSKV_COMPACTION_RETENTION", "0s")
                .with("PAXOSKV_COMPACTION_MAX_REVISIONS", "0");
        process.start();
        Member member = new Member(
                index,
                ports,
                process,
                new HttpNode(ports.http(), CLIENT_TIMEOUT),
                new GrpcClient(ports.grpc(), CLIENT_TIMEOUT));
        started.add(member);
        awaitUp(member);
        return member;
    }

    private void awaitUp(Member member) {
        await(member, member.name() + " has opened its data", () -> !member.id().isEmpty());
    }

    /** Waits until this node serves linearizable requests. */
    void awaitReady(Member member) {
        await(member, member.name() + " is ready", () -> member.http().isReady());
    }

    private static void await(Member member, String what, BooleanSupplier condition) {
        Await.until(() -> what + "; it says " + member.http().status(), TestCluster.PATIENCE, () -> {
            if (!member.process().isAlive()) {
                throw new IllegalStateException(member.name() + " ended; it printed:\n"
                        + member.process().output());
            }
            return condition.getAsBoolean();
        });
    }

    /** Adds a node that waits for it, as a voter. */
    void add(Member member) {
        command("member", "add", url(member), "--voter");
        members.add(member);
        awaitReady(member);
    }

    /** Removes a member; its process goes on. */
    void remove(Member member) {
        members.remove(member);
        command("member", "remove", member.name());
    }

    /** Moves the leadership to this member. */
    void lead(Member member) {
        command("leader", "transfer", member.name());
        Await.until(member.name() + " leads", TestCluster.PATIENCE, member::isLeader);
    }

    /** One run of the command line against the members, which has to succeed. */
    Program command(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--endpoints");
        all.add(String.join(",", members.stream().map(GrowingCluster::url).toList()));
        Program run = Program.run(directory, all.toArray(String[]::new));
        if (run.exitCode() != 0) {
            throw new IllegalStateException(all + " ended with " + run.exitCode() + ":\n" + run.output());
        }
        return run;
    }

    private static String url(Member member) {
        return "http://" + NodePorts.HOST + ":" + member.ports().http();
    }

    /** The members, in the order in which they were added. */
    List<Member> members() {
        return List.copyOf(members);
    }

    Member awaitLeader() {
        Await.until("there is a leader", TestCluster.PATIENCE, () -> leader().isPresent());
        return leader().orElseGet(this::awaitLeader);
    }

    private Optional<Member> leader() {
        return members.stream().filter(Member::isLeader).findFirst();
    }

    /** Some member that does not lead. */
    Member follower() {
        Member leader = awaitLeader();
        return members.stream()
                .filter(member -> !member.equals(leader))
                .findFirst()
                .orElseThrow();
    }

    /** Waits until all have applied the same, which takes a cluster that nobody writes to. */
    void awaitLevel() {
        Await.until("all members have applied the same slots", TestCluster.PATIENCE, () -> {
            long first = members.getFirst().settledSlot();
            return first >= 0 && members.stream().allMatch(member -> member.settledSlot() == first);
        });
    }

    /** Takes a killed node's data away. */
    void loseDisk(Member member) {
        try (Stream<Path> files = Files.walk(data(member.index()))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Path data(int index) {
        return directory.resolve("n" + (index + 1));
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        started.forEach(Member::close);
    }
}
