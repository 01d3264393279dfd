package dev.paxoskv.node.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.paxoskv.node.replica.KeyValueService.Consistency;
import dev.paxoskv.node.snapshot.Frame;
import dev.paxoskv.node.snapshot.SnapshotReader;
import dev.paxoskv.node.snapshot.SnapshotSink;
import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Members that are behind what the logs hold, or whose own log is damaged; and backups. Real threads and files. */
@Timeout(180)
class CatchUpTest {
    private static final Duration PATIENT = Duration.ofSeconds(60);
    private static final byte[] VALUE = new byte[2_000];

    @TempDir
    Path directory;

    @Test
    void aNodeBehindTheCutGetsASnapshot() {
        try (LocalReplicas cluster = new LocalReplicas(directory, 3, options())) {
            Replica first = cluster.start(0);
            cluster.start(1);
            writeUntilCut(cluster, first);
            Replica late = cluster.start(2);
            assertSameState(late, first);
            assertThat(cluster.installed).hasPositiveValue();
            put(late, "after", "the snapshot");
            assertThat(get(first, "after")).isEqualTo("the snapshot");
            assertThat(directory.resolve("n2").resolve("incoming.snapshot")).doesNotExist();
            cluster.stop(late);
            assertSameState(cluster.start(2), first);
        }
    }

    @Test
    void aTransferThatBreaksOffGoesOnWhereItWas() {
        try (LocalReplicas cluster = new LocalReplicas(directory, 3, options())) {
            Replica first = cluster.start(0);
            cluster.start(1);
            writeUntilCut(cluster, first);
            List<Long> asked = new CopyOnWriteArrayList<>();
            cluster.frames = frame -> {
                boolean before = asked.contains(frame);
                asked.add(frame);
                return before || frame == 0; // each but the first breaks off once
            };
            assertSameState(cluster.start(2), first);
            assertThat(cluster.installed).hasPositiveValue();
            assertThat(asked).containsOnlyOnce(0L);
            assertThat(asked.stream().filter(frame -> frame == 2).count()).isEqualTo(2);
        }
    }

    @Test
    void aTransferThatGetsNowhereIsGivenUpAndBegunAnew() {
        try (LocalReplicas cluster = new LocalReplicas(directory, 3, options())) {
            Replica first = cluster.start(0);
            cluster.start(1);
            writeUntilCut(cluster, first);
            AtomicInteger refused = new AtomicInteger();
            cluster.frames = frame -> frame == 0 || refused.incrementAndGet() > 6;
            assertSameState(cluster.start(2), first);
            assertThat(cluster.installed).hasPositiveValue();
        }
    }

    @Test
    void aNodeThatFailsWhileItInstallsHasItsOldStateAndInstallsAgain() {
        List<FailingStorage> disks = new ArrayList<>();
        try (LocalReplicas cluster = new LocalReplicas(directory, 3, options(), storage -> {
            disks.add(new FailingStorage(storage));
            return disks.getLast();
        })) {
            List<Replica> nodes = cluster.startAll();
            put(nodes.getLast(), "old", "state");
            cluster.stop(nodes.getLast());
            writeUntilCut(cluster, nodes.getFirst());
            disks.getLast().failInstalling();
            cluster.start(2);
            while (cluster.failures.isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(cluster.failures).singleElement().asString().contains("no space left");
        }
        try (LocalReplicas cluster = new LocalReplicas(directory, 3, options())) {
            Replica late = cluster.start(2);
            ReadView before = late.read(Consistency.STALE).join();
            assertThat(before.size()).isEqualTo(1);
            assertThat(before.get("old".getBytes(UTF_8))).isNotNull();
            Replica first = cluster.start(0);
            cluster.start(1);
            assertSameState(late, first);
            assertThat(cluster.installed).hasPositiveValue();
        }
    }

    @Test
    void aWriteOnTheWayIsSettledByTheSnapshot() {
        try (LocalReplicas cluster = new LocalReplicas(directory, 3, options())) {
            List<Replica> nodes = cluster.startAll();
            Replica deaf = nodes.getLast();
            for (Replica node : nodes) {
                put(node, "k", "0");
            }
            // the one that is to hear nothing must not lead
            while (deaf.view().node().leader().member().equals(deaf.status().member())) {
                deaf.transfer(cluster.member(0).id()).join();
            }
            Replica other = nodes.getFirst();
            cluster.deaf.add(deaf.status().member());
            CompletableFuture<Reply> write = deaf.write(Operation.Put.of("mine".getBytes(UTF_8), "v".getBytes(UTF_8)));
            while (other.read(Consistency.STALE).join().get("mine".getBytes(UTF_8)) == null) {
                Thread.onSpinWait();
            }
            writeUntilCut(cluster, other);
            assertThat(write).isNotDone();
            cluster.deaf.clear();
            assertThat(write.join()).isInstanceOf(Reply.PutReply.class);
            assertSameState(deaf, other);
            assertThat(cluster.installed).hasPositiveValue();
        }
    }

    @Test
    void aDamagedEntryIsRepairedBeforeItIsApplied() {
        List<FailingStorage> disks = new ArrayList<>();
        try (LocalReplicas cluster = new LocalReplicas(directory, 3, options(1 << 20), storage -> {
            disks.add(new FailingStorage(storage));
            return disks.getLast();
        })) {
            List<Replica> nodes = cluster.startAll();
            for (int i = 0; i < 200; i++) {
                put(nodes.get(i % 3), "key-" + i, "value-" + i);
            }
            nodes.getLast().read(Consistency.LINEARIZABLE).join();
            disks.getLast().fail(); // so that it ends without a checkpoint, and has to apply its log again
            var _ = nodes.getLast().write(Operation.Put.of("last".getBytes(UTF_8), VALUE));
            while (nodes.getLast().status().state() != NodeStatus.State.FAILED) {
                Thread.onSpinWait();
            }
        }
        List<DamagedLog> logs = new ArrayList<>();
        try (LocalReplicas cluster = new LocalReplicas(directory, 3, options(1 << 20), storage -> {
            logs.add(new DamagedLog(storage));
            return logs.getLast();
        })) {
            long applied = logs.getLast().recovered().chosenUpTo();
            assertThat(applied).isGreaterThan(60);
            logs.getLast().damage(50);
            List<Replica> nodes = cluster.startAll();
            assertThat(get(nodes.getLast(), "key-199")).isEqualTo("value-199");
            assertSameState(nodes.getLast(), nodes.getFirst());
            assertThat(logs.getLast().isRepaired()).isTrue();
            assertThat(cluster.failures).isEmpty();
        }
    }

    @Test
    void aBackupShowsEverythingAcknowledgedAndNothingLater() {
        try (LocalReplicas cluster = new LocalReplicas(directory, 3, options())) {
            List<Replica> nodes = cluster.startAll();
            for (int i = 0; i < 500; i++) {
                put(nodes.get(i % 3), "key-" + i, "value");
            }
            try (SnapshotHandle backup = nodes.getLast().snapshot().join();
                    SnapshotHandle second = nodes.getLast().snapshot().join()) {
                for (int i = 0; i < 500; i++) {
                    put(nodes.getFirst(), "key-" + i, "later");
                }
                SnapshotReader reader = new SnapshotReader(new SnapshotSink() {});
                while (!reader.isComplete()) {
                    Frame frame = backup.read(reader.position());
                    reader.accept(frame.bytes());
                }
                assertThat(reader.header().revision()).isEqualTo(501);
                assertThat(reader.entries()).isEqualTo(500);
                Throwable third =
                        catchThrowable(() -> nodes.getLast().snapshot().join());
                assertThat(third).isInstanceOf(CompletionException.class).hasMessageContaining("snapshots");
                assertThat(second.header().capture())
                        .isNotEqualTo(backup.header().capture());
            }
            nodes.getLast().snapshot().join().close();
        }
    }

    /** Overwrites some keys until no running node's log begins with the first slots any more. */
    private static void writeUntilCut(LocalReplicas cluster, Replica by) {
        long first = by.status().appliedSlot() + 1;
        for (int i = 0;
                cluster.storage(0).log().firstSlot() <= first
                        || cluster.storage(1).log().firstSlot() <= first;
                i++) {
            by.write(Operation.Put.of(Load.key(i % 400), VALUE)).join();
        }
    }

    private static void assertSameState(Replica node, Replica as) {
        ReadView one = node.read(Consistency.LINEARIZABLE).join();
        ReadView other = as.read(Consistency.LINEARIZABLE).join();
        assertThat(one.revision()).isEqualTo(other.revision());
        assertThat(one.hash(one.revision())).isEqualTo(other.hash(other.revision()));
    }

    private static void put(Replica node, String key, String value) {
        assertThat(node.write(Operation.Put.of(key.getBytes(UTF_8), value.getBytes(UTF_8)))
                        .join())
                .isInstanceOf(Reply.PutReply.class);
    }

    private static String get(Replica node, String key) {
        var found = node.read(Consistency.LINEARIZABLE).join().get(key.getBytes(UTF_8));
        return found == null ? "(none)" : new String(found.value(), UTF_8);
    }

    private static ReplicaOptions options() {
        return options(1 << 15);
    }

    private static ReplicaOptions options(int checkpointBytes) {
        ReplicaOptions defaults = ReplicaOptions.defaults();
        return new ReplicaOptions(
                defaults.tuning(),
                Duration.ofMillis(10),
                defaults.limits(),
                PATIENT,
                checkpointBytes,
                PATIENT,
                new ReplicaOptions.Tail(10, 1 << 10),
                1 << 16);
    }
}
