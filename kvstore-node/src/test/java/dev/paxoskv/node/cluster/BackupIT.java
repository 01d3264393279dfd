package dev.paxoskv.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.paxoskv.node.cluster.KeyHistory.Acknowledged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A cluster of real processes is backed up while clients write and read without a pause, and the backup is restored as
 * another cluster, of three nodes again. That one has to hold what the first held at the backup's revision, key by key, as
 * its clients were told; and no request at the first may fail over it.
 */
class BackupIT {
    private static final int CLIENTS = 6;
    private static final int KEYS = 200;
    private static final long WRITTEN_BEFORE = 1_500;
    private static final long WRITTEN_AFTER = 300;
    private static final Duration END = Duration.ofMinutes(2);
    private static final String NEW_CLUSTER = "00000000b4c40b00";

    @TempDir
    Path directory;

    private final Ledger ledger = new Ledger();
    private final Fleet fleet = new Fleet();

    @Test
    void theBackupOfALoadedClusterIsAnotherClusterKeyByKey() throws IOException {
        try (GrowingCluster cluster = new GrowingCluster(Files.createDirectory(directory.resolve("old")));
                GrowingCluster restored = new GrowingCluster(Files.createDirectory(directory.resolve("new")));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            grow(cluster, cluster.first());
            cluster.members().forEach(fleet::add);
            long revision;
            try {
                begin(threads);
                awaitWrites(WRITTEN_BEFORE);
                revision = saveBothWays(cluster);
                restore(restored);
                awaitWrites(ledger.counted(FleetClient.WRITTEN) + WRITTEN_AFTER);
            } finally {
                ledger.close(threads, END);
            }
            cluster.awaitLevel();
            restored.awaitLevel();
            assertThat(ledger.violations()).isEmpty();
            assertThat(cluster.members().getFirst().revision()).isGreaterThan(revision);
            clustersAreTheSame(cluster, restored, revision);
            theNewOneGoesOn(restored, revision);
        }
    }

    private static void grow(GrowingCluster cluster, Member first) {
        cluster.awaitReady(first);
        cluster.add(cluster.joining(1));
        cluster.add(cluster.joining(2));
    }

    private void begin(ExecutorService threads) {
        for (int i = 0; i < CLIENTS; i++) {
            FleetClient client = new FleetClient(fleet, ledger, "client/" + i, KEYS);
            threads.execute(() -> {
                try {
                    client.run();
                } catch (RuntimeException failure) {
                    ledger.violation("a client failed: " + failure);
                }
            });
        }
    }

    private void awaitWrites(long count) {
        Await.until(
                () -> count + " writes; there are " + ledger.counts() + " and " + ledger.violations(),
                TestCluster.PATIENCE,
                () -> ledger.counted(FleetClient.WRITTEN) >= count);
    }

    /** Saves over REST and by the command, and answers the revision of the latter. */
    private long saveBothWays(GrowingCluster cluster) {
        Path overRest = directory.resolve("over-rest");
        cluster.follower().http().snapshot(overRest);
        long first = Program.run(directory, "snapshot", "status", overRest.toString(), "-o", "json")
                .json()
                .path("revision")
                .asLong();
        long acknowledged = ledger.revisionFloor();
        JsonNode saved = cluster.command("snapshot", "save", backup().toString(), "-o", "json")
                .json();
        assertThat(first).isPositive();
        assertThat(saved.path("revision").asLong())
                .isGreaterThanOrEqualTo(acknowledged)
                .isGreaterThan(first);
        assertThat(saved.path("cluster_id").asText()).isNotEqualTo(NEW_CLUSTER);
        return saved.path("revision").asLong();
    }

    private Path backup() {
        return directory.resolve("backup");
    }

    /** Twice, as a job may that does not know how far it came. */
    private void restore(GrowingCluster restored) {
        assertThat(restored.restore(backup(), NEW_CLUSTER).path("done_before").asBoolean())
                .isFalse();
        assertThat(restored.restore(backup(), NEW_CLUSTER).path("done_before").asBoolean())
                .isTrue();
        grow(restored, restored.first());
        for (Member member : restored.members()) {
            assertThat(member.http().status().path("cluster_id").asText()).isEqualTo(NEW_CLUSTER);
        }
    }

    private void clustersAreTheSame(GrowingCluster cluster, GrowingCluster restored, long revision) {
        Member old = cluster.members().getFirst();
        List<Stored> expected = new NodeContents(old).at(revision);
        String hash = old.http().hash(revision);
        assertThat(hash).hasSize(16);
        for (Member member : restored.members()) {
            assertThat(member.revision()).isEqualTo(revision);
            assertThat(new NodeContents(member).at(revision)).isEqualTo(expected);
            assertThat(member.http().hash(revision)).as(member.name()).isEqualTo(hash);
        }
        isAsClientsWereTold(expected, revision);
    }

    /** Every write was acknowledged in the end, so the last one up to the revision is what has to be there. */
    private void isAsClientsWereTold(List<Stored> contents, long revision) {
        Map<String, Stored> byKey = contents.stream().collect(Collectors.toMap(Stored::key, Function.identity()));
        for (KeyHistory key : ledger.keys()) {
            List<Acknowledged> writes = key.acknowledged().stream()
                    .filter(write -> write.revision() <= revision)
                    .toList();
            Stored stored = byKey.remove(key.key());
            if (writes.isEmpty()) {
                assertThat(stored).as(key.key()).isNull();
            } else {
                assertThat(stored)
                        .isEqualTo(new Stored(
                                key.key(),
                                writes.getLast().number(),
                                writes.getLast().revision(),
                                writes.size()));
            }
        }
        assertThat(byKey).as("keys that nobody wrote").isEmpty();
    }

    private static void theNewOneGoesOn(GrowingCluster restored, long revision) {
        assertThat(restored.follower().grpc().put("after", 1)).isEqualTo(new Answer.Done<>(revision + 1));
    }
}
