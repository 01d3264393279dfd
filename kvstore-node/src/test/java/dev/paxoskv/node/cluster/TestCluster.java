package dev.paxoskv.node.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A cluster of real processes on free loopback ports, with its data and logs in one directory. One thread. */
final class TestCluster implements AutoCloseable {
    /** More than any machine needs that gets anywhere: what is waited for is that it happens, not how soon. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Files files;
    private final List<Member> members = new ArrayList<>();

    /** Where things are. */
    record Files(Path directory) {
        Path clusterFile() {
            return directory.resolve("cluster.json");
        }

        Path data(int index) {
            return directory.resolve("n" + (index + 1));
        }

        Path log(int index) {
            return directory.resolve("n" + (index + 1) + ".log");
        }
    }

    /** A cluster that does not run yet. */
    TestCluster(int nodes, Path directory) {
        this.files = new Files(directory);
        List<NodePorts> ports = NodePorts.free(nodes);
        writeClusterFile(ports);
        for (int index = 0; index < nodes; index++) {
            members.add(Member.of(index, ports.get(index), files));
        }
    }

    private void writeClusterFile(List<NodePorts> ports) {
        List<String> lines = new ArrayList<>();
        for (int index = 0; index < ports.size(); index++) {
            lines.add(ports.get(index).clusterLine(files.data(index).toString()));
        }
        try {
            java.nio.file.Files.createDirectories(files.directory());
            java.nio.file.Files.writeString(
                    files.clusterFile(), lines.stream().collect(Collectors.joining(",\n", "[", "]\n")));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Files files() {
        return files;
    }

    List<Member> members() {
        return members;
    }

    Member member(int index) {
        return members.get(index);
    }

    /** Starts those that do not run, and waits until all are ready. */
    TestCluster start() {
        members.stream()
                .map(Member::process)
                .filter(process -> !process.isAlive())
                .forEach(NodeProcess::start);
        members.forEach(this::awaitReady);
        return this;
    }

    /** Waits until this node serves linearizable requests. */
    void awaitReady(Member member) {
        Await.until("node " + member.index() + " is ready; its log is " + files.log(member.index()), PATIENCE, () -> {
            if (!member.process().isAlive()) {
                throw new IllegalStateException("node " + member.index() + " ended; it printed:\n"
                        + member.process().output());
            }
            return member.http().isReady();
        });
    }

    /** Waits until all have applied the same, which takes a cluster that nobody writes to. */
    void awaitLevel() {
        Await.until(() -> "all nodes have applied the same slots: " + statuses(), PATIENCE, () -> {
            long first = members.getFirst().settledSlot();
            return first >= 0 && members.stream().allMatch(member -> member.settledSlot() == first);
        });
    }

    private List<JsonNode> statuses() {
        return members.stream().map(member -> member.http().status()).toList();
    }

    /** The node that calls itself the leader, if one does. */
    Optional<Member> leader() {
        return members.stream().filter(Member::isLeader).findFirst();
    }

    /** Waits for a leader. */
    Member awaitLeader() {
        Await.until("there is a leader", PATIENCE, () -> leader().isPresent());
        return leader().orElseGet(this::awaitLeader);
    }

    @Override
    public void close() {
        members.forEach(Member::close);
    }
}
