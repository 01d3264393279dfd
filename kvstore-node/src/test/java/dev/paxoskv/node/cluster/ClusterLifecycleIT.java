package dev.paxoskv.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three processes that are stopped, started, mixed up and looked at from outside. Every test finds all three ready. */
class ClusterLifecycleIT {
    private static final int THIRD = 2;

    @TempDir
    static Path directory;

    private static TestCluster cluster;

    @BeforeAll
    static void form() {
        cluster = new TestCluster(3, directory);
    }

    @BeforeEach
    void allAreReady() {
        cluster.start();
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    @Test
    void stopsOnRequestAndComesBackWithItsData() {
        for (Member member : cluster.members()) {
            assertThat(member.grpc().put("restart/" + member.index(), 7)).isInstanceOf(Answer.Done.class);
        }

        cluster.members().forEach(member -> member.process().terminate());
        for (Member member : cluster.members()) {
            // 128 + SIGTERM, which is how a JVM ends on a signal, or 0
            assertThat(member.process().awaitEnd(TestCluster.PATIENCE)).isIn(0, 143);
        }
        Program dump = dump(0);
        assertThat(dump.exitCode()).isZero();
        assertThat(dump.output())
                .containsPattern("(?m)^1  ")
                .contains("put \"restart/2\" (1 bytes)")
                .contains("end of the log");

        cluster.start();
        for (Member member : cluster.members()) {
            assertThat(member.http().get("restart/" + (2 - member.index())))
                    .isEqualTo(new Answer.Done<>(Optional.of(7L)));
        }
    }

    @Test
    void theLogOfARunningNodeIsNotDumped() {
        Program dump = dump(0);

        assertThat(dump.output()).contains("in use by another process");
        assertThat(dump.exitCode()).isEqualTo(1);
    }

    private static Program dump(int index) {
        return Program.run(directory, "log", "dump", cluster.files().data(index).toString());
    }

    @Test
    void aSecondProcessOnADataDirectoryIsRefused() {
        NodePorts other = NodePorts.free(1).getFirst();
        Program second = single(other, cluster.files().data(0));

        assertThat(second.output()).contains("in use by another process").doesNotContain("\tat ");
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(cluster.member(0).http().isReady()).isTrue();
    }

    /** A node that is a cluster of its own, run to its end. */
    private static Program single(NodePorts ports, Path data) {
        return Program.run(
                directory, "node", "--cluster", clusterOfOne(ports, data).toString(), "--index", "0");
    }

    private static Path clusterOfOne(NodePorts ports, Path data) {
        try {
            return Files.writeString(
                    directory.resolve("single-" + System.nanoTime() + ".json"),
                    "[" + ports.clusterLine(data.toString()) + "]");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void aPeerOfAnotherClusterIsRefusedAndSoIsItsData() {
        Member third = cluster.member(THIRD);
        third.process().kill();
        Path foreign = directory.resolve("foreign");
        Path list = clusterOfOne(third.ports(), foreign);
        NodeProcess stranger = new NodeProcess(
                List.of("node", "--cluster", list.toString(), "--index", "0"), directory.resolve("stranger.log"));
        try (stranger) {
            stranger.start();
            Await.until(
                    "the stranger refuses the members",
                    TestCluster.PATIENCE,
                    () -> stranger.output()
                            .matches("(?s).*refused peer n[12] .* belongs to cluster .*, the caller to cluster .*"));
        }

        Program mixedUp = node(THIRD, foreign);

        assertThat(mixedUp.output()).contains(foreign.toString()).doesNotContain("\tat dev.paxoskv.");
        assertThat(mixedUp.exitCode()).isEqualTo(1);
    }

    @Test
    void theDataOfAnotherMemberIsRefused() {
        cluster.member(1).process().kill();
        cluster.member(THIRD).process().kill();

        Program mixedUp = node(THIRD, cluster.files().data(1));

        // a peer that calls just now may be told so by Netty, with a trace of its own
        assertThat(mixedUp.output()).contains("n2").doesNotContain("\tat dev.paxoskv.");
        assertThat(mixedUp.exitCode()).isEqualTo(1);
    }

    private static Program node(int index, Path data) {
        return Program.run(
                directory,
                "node",
                "--cluster",
                cluster.files().clusterFile().toString(),
                "--index",
                Integer.toString(index),
                "--data",
                data.toString());
    }

    /** Its name is that of a member, its disk has forgotten what that one promised: it must not vote. */
    @Test
    void aMemberWithANewDiskDoesNotVote() {
        Member third = cluster.member(THIRD);
        third.process().kill();
        NodeProcess forgetful = new NodeProcess(
                List.of(
                        "node",
                        "--cluster",
                        cluster.files().clusterFile().toString(),
                        "--index",
                        Integer.toString(THIRD),
                        "--data",
                        directory.resolve("new-disk").toString()),
                directory.resolve("new-disk.log"));
        try (forgetful) {
            forgetful.start();
            Await.until(
                    "the node says why it waits",
                    TestCluster.PATIENCE,
                    () -> third.http().status().path("detail").asText().contains("has a new data directory"));
            assertThat(third.http().status().path("state").asText()).isEqualTo("unformed");
            assertThat(third.http().isReady()).isFalse();

            cluster.member(1).process().kill();
            Await.until(
                    "the first node is alone",
                    TestCluster.PATIENCE,
                    () -> !cluster.member(0).http().isReady());
            assertThat(cluster.member(0).grpc().put("alone", 1)).isNotInstanceOf(Answer.Done.class);
        }
    }
}
