package dev.paxoskv.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster of real processes grows and shrinks, loses its leader to a removal and a member to a lost disk, and is restarted
 * node by node, while clients write and read without a pause. No request may fail, nothing acknowledged may be lost, and
 * all members have to hold the same in the end. Clients leave a node before it is removed or stopped, as they would
 * behind a load balancer.
 *
 * <p>Longer with {@code -Dpaxoskv.membership.rounds=N}.
 */
class MembershipIT {
    private static final int CLIENTS = 6;
    private static final int ROUNDS = Integer.getInteger("paxoskv.membership.rounds", 1);
    private static final Duration END = Duration.ofMinutes(2);

    @TempDir
    Path directory;

    private final Ledger ledger = new Ledger();
    private final Fleet fleet = new Fleet();
    private int nodes;

    @Test
    void noRequestFailsWhileMembersComeAndGo() {
        try (GrowingCluster cluster = new GrowingCluster(directory);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Member first = cluster.first();
            nodes = 1;
            cluster.awaitReady(first);
            fleet.add(first);
            begin(threads);
            try {
                grow(cluster, 3);
                for (int round = 0; round < ROUNDS; round++) {
                    grow(cluster, 5);
                    removeTheLeader(cluster);
                    remove(cluster, cluster.follower());
                    replaceALostDisk(cluster);
                    restartEach(cluster);
                }
            } finally {
                ledger.close(threads, END);
            }
            judge(cluster);
        }
        System.out.println(ledger.counts());
        assertThat(ledger.violations()).isEmpty();
        assertThat(ledger.counted(FleetClient.WRITTEN)).isPositive();
        assertThat(ledger.counted(FleetClient.READ)).isPositive();
    }

    private void begin(ExecutorService threads) {
        for (int i = 0; i < CLIENTS; i++) {
            FleetClient client = new FleetClient(fleet, ledger, "walk/" + i, 1);
            threads.execute(() -> {
                try {
                    client.run();
                } catch (RuntimeException failure) {
                    ledger.violation("a client failed: " + failure);
                }
            });
        }
    }

    private void grow(GrowingCluster cluster, int size) {
        while (cluster.members().size() < size) {
            Member next = cluster.joining(nodes++);
            assertThat(next.http().isReady()).isFalse();
            cluster.add(next);
            fleet.add(next);
        }
    }

    private void removeTheLeader(GrowingCluster cluster) {
        Member next = cluster.members().getLast();
        cluster.lead(next);
        remove(cluster, next);
    }

    private void remove(GrowingCluster cluster, Member leaving) {
        String id = leaving.id();
        fleet.drain(leaving);
        cluster.remove(leaving);
        assertThat(cluster.command("member", "list", "-o", "json").output()).contains("\"removed\":", id);
        Await.until(
                () -> leaving.name() + " says that it was removed; it says "
                        + leaving.http().status(),
                TestCluster.PATIENCE,
                () -> leaving.http().status().path("detail").asText().contains("removed")
                        && !leaving.http().isReady());
        assertThat(leaving.id()).isEqualTo(id);
        assertThat(leaving.http().membership()).isEqualTo("removed");
        leaving.close();
    }

    /** Its successor has its name, and is another member. */
    private void replaceALostDisk(GrowingCluster cluster) {
        Member lost = cluster.follower();
        String id = lost.id();
        fleet.drain(lost);
        lost.process().kill();
        cluster.loseDisk(lost);
        Member successor = cluster.joining(lost.index());
        assertThat(successor.id()).isNotEqualTo(id);
        assertThat(successor.http().isReady()).isFalse();
        cluster.remove(lost);
        cluster.add(successor);
        fleet.add(successor);
    }

    /** The leader too, which hands over first. */
    private void restartEach(GrowingCluster cluster) {
        for (Member member : cluster.members()) {
            fleet.drain(member);
            member.process().terminate();
            assertThat(member.process().awaitEnd(TestCluster.PATIENCE)).isIn(0, 143);
            member.process().start();
            cluster.awaitReady(member);
            fleet.add(member);
        }
    }

    private void judge(GrowingCluster cluster) {
        cluster.awaitLevel();
        List<NodeContents> contents =
                cluster.members().stream().map(NodeContents::new).toList();
        new Verdict(ledger, contents, cluster.members().getFirst().revision()).judge();
    }
}
