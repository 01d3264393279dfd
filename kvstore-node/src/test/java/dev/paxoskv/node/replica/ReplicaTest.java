package dev.paxoskv.node.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.paxoskv.node.paxos.Effect.Role;
import dev.paxoskv.node.paxos.Tuning;
import dev.paxoskv.node.replica.KeyValueService.Consistency;
import dev.paxoskv.node.replica.RequestException.Kind;
import dev.paxoskv.node.statemachine.ErrorCode;
import dev.paxoskv.node.statemachine.KeyValue;
import dev.paxoskv.node.statemachine.Limits;
import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.ReadView;
import dev.paxoskv.node.statemachine.Reply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The driver with real threads and files. Waits only for answers; the time limit is for a run that hangs. */
@Timeout(120)
class ReplicaTest {
    private static final Duration PATIENT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void aWriteOnOneNodeIsReadOnEveryOther() {
        try (LocalReplicas cluster = new LocalReplicas(directory, 3, options(PATIENT))) {
            List<Replica> nodes = cluster.startAll();
            for (int round = 0; round < 5; round++) {
                for (Replica writer : nodes) {
                    put(writer, "key", "value-" + round);
                    for (Replica reader : nodes) {
                        assertThat(get(reader, "key")).isEqualTo("value-" + round);
                    }
                }
            }
        }
    }

    @Test
    void ofSeveralWritersUnderOneTokenExactlyOneWins() {
        try (LocalReplicas cluster = new LocalReplicas(directory, 3, options(PATIENT))) {
            List<Replica> nodes = cluster.startAll();
            for (int round = 0; round < 20; round++) {
                long token = read(nodes.getFirst()).revision() + 1;
                List<CompletableFuture<Reply>> writes = new ArrayList<>();
                for (Replica node : nodes) {
                    writes.add(node.write(new Operation.TokenWrite(bytes("k"), bytes("v"), token)));
                }
                List<Reply> replies =
                        writes.stream().map(CompletableFuture::join).toList();
                assertThat(replies)
                        .filteredOn(Reply.TokenReply.class::isInstance)
                        .hasSize(1);
                assertThat(replies)
                        .filteredOn(Reply.Failure.class::isInstance)
                        .allMatch(reply -> ((Reply.Failure) reply).code() == ErrorCode.TOKEN_CONFLICT)
                        .hasSize(2);
            }
        }
    }

    @Test
    void writesGoOnWhenTheLeaderStops() {
        try (LocalReplicas cluster = new LocalReplicas(directory, 3, options(PATIENT))) {
            List<Replica> nodes = new ArrayList<>(cluster.startAll());
            put(nodes.getFirst(), "a", "1");
            Replica leader = nodes.stream()
                    .filter(node -> node.status().role() == Role.LEADER)
                    .findFirst()
                    .orElseThrow();
            nodes.remove(leader);
            List<CompletableFuture<Reply>> underWay = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                underWay.add(nodes.get(i % 2).write(Operation.Put.of(bytes("k" + i), bytes("v" + i))));
            }
            cluster.stop(leader);
            underWay.forEach(write -> assertThat(write.join()).isInstanceOf(Reply.PutReply.class));
            put(nodes.getFirst(), "b", "2");
            assertThat(get(nodes.getLast(), "a")).isEqualTo("1");
            assertThat(get(nodes.getLast(), "b")).isEqualTo("2");
            assertThat(read(nodes.getLast()).revision()).isEqualTo(1 + 50 + 2);
        }
    }

    @Test
    void everythingIsThereAfterARestart() {
        try (LocalReplicas cluster = new LocalReplicas(directory, 3, options(PATIENT))) {
            List<Replica> nodes = cluster.startAll();
            for (int i = 0; i < 100; i++) {
                put(nodes.get(i % 3), "key-" + i, "value-" + i);
            }
        }
        try (LocalReplicas cluster = new LocalReplicas(directory, 3, options(PATIENT))) {
            List<Replica> nodes = cluster.startAll();
            for (int i = 0; i < 100; i++) {
                assertThat(get(nodes.get((i + 1) % 3), "key-" + i)).isEqualTo("value-" + i);
            }
            assertThat(read(nodes.getFirst()).revision()).isEqualTo(101);
        }
    }

    @Test
    void aNodeThatWasDownCatchesUp() {
        try (LocalReplicas cluster = new LocalReplicas(directory, 3, options(PATIENT))) {
            Replica first = cluster.start(0);
            cluster.start(1);
            List<CompletableFuture<Reply>> writes = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                writes.add(first.write(Operation.Put.of(bytes("key-" + i), bytes("value-" + i))));
            }
            writes.forEach(CompletableFuture::join);
            Replica late = cluster.start(2);
            assertThat(get(late, "key-1999")).isEqualTo("value-1999");
            assertThat(read(late).revision()).isEqualTo(2_001);
        }
    }

    @Test
    void withoutAMajorityNothingIsDoneAndStaleReadsGoOn() {
        try (LocalReplicas cluster = new LocalReplicas(directory, 3, options(Duration.ofMillis(300)))) {
            Replica alone = cluster.start(0);
            assertThat(failure(alone.write(Operation.Put.of(bytes("a"), bytes("b")))))
                    .isEqualTo(Kind.NO_LEADER);
            assertThat(failure(alone.read(Consistency.LINEARIZABLE))).isEqualTo(Kind.NO_LEADER);
            assertThat(alone.read(Consistency.STALE).join().get(bytes("a"))).isNull();
        }
    }

    @Test
    void whatDoesNotFitIntoTheQueuesIsRefused() {
        Tuning small = new Tuning(5, 3, 10, 1024, 16, 4096, 4096, 4096, 8, 8, 4096);
        ReplicaOptions options = new ReplicaOptions(
                small,
                Duration.ofMillis(20),
                Limits.DEFAULT,
                Duration.ofSeconds(2),
                1 << 20,
                PATIENT,
                ReplicaOptions.Tail.DEFAULT,
                1 << 20);
        try (LocalReplicas cluster = new LocalReplicas(directory, 3, options)) {
            Replica alone = cluster.start(0);
            List<CompletableFuture<?>> requests = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                requests.add(alone.write(Operation.Put.of(bytes("k"), bytes("v"))));
                requests.add(alone.read(Consistency.LINEARIZABLE));
            }
            List<Kind> kinds = requests.stream().map(ReplicaTest::failure).toList();
            assertThat(kinds).containsOnly(Kind.OVERLOADED, Kind.NO_LEADER);
            long refused = kinds.stream().filter(Kind.OVERLOADED::equals).count();
            assertThat(cluster.refusals).hasValue((int) refused);
        }
    }

    @Test
    void aStoppedNodeRefuses() {
        try (LocalReplicas cluster = new LocalReplicas(directory, 1, options(PATIENT))) {
            Replica node = cluster.start(0);
            put(node, "a", "1");
            cluster.stop(node);
            assertThat(failure(node.write(Operation.Put.of(bytes("a"), bytes("2")))))
                    .isEqualTo(Kind.NOT_SERVING);
            assertThat(failure(node.read(Consistency.LINEARIZABLE))).isEqualTo(Kind.NOT_SERVING);
        }
    }

    @Test
    void aFailedDiskStopsTheNodeAndNothingIsAcknowledged() {
        List<FailingStorage> disks = new ArrayList<>();
        try (LocalReplicas cluster = new LocalReplicas(directory, 1, options(PATIENT), storage -> {
            disks.add(new FailingStorage(storage));
            return disks.getLast();
        })) {
            Replica node = cluster.start(0);
            put(node, "a", "1");
            disks.getFirst().fail();
            CompletableFuture<Reply> write = node.write(Operation.Put.of(bytes("a"), bytes("2")));
            assertThat(failure(write)).isEqualTo(Kind.UNKNOWN);
            assertThat(node.status().state()).isEqualTo(NodeStatus.State.FAILED);
            assertThat(node.status().detail()).contains("no space left");
            assertThat(cluster.failures).singleElement().asString().contains("no space left");
            assertThat(failure(node.write(Operation.Put.of(bytes("a"), bytes("3")))))
                    .isEqualTo(Kind.NOT_SERVING);
        }
        try (LocalReplicas cluster = new LocalReplicas(directory, 1, options(PATIENT))) {
            assertThat(get(cluster.start(0), "a")).isEqualTo("1");
        }
    }

    @Test
    void anInvalidOperationIsAnsweredWithoutTheLog() {
        try (LocalReplicas cluster = new LocalReplicas(directory, 3, options(PATIENT))) {
            Replica alone = cluster.start(0);
            Reply reply = alone.write(Operation.Put.of(new byte[0], bytes("v"))).join();
            assertThat(reply)
                    .isInstanceOfSatisfying(
                            Reply.Failure.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.KEY_NOT_PROVIDED));
        }
    }

    private static ReplicaOptions options(Duration timeout) {
        ReplicaOptions defaults = ReplicaOptions.defaults();
        return new ReplicaOptions(
                defaults.tuning(),
                Duration.ofMillis(10),
                defaults.limits(),
                timeout,
                1 << 16,
                PATIENT,
                ReplicaOptions.Tail.DEFAULT,
                1 << 16);
    }

    private static void put(Replica node, String key, String value) {
        assertThat(node.write(Operation.Put.of(bytes(key), bytes(value))).join())
                .isInstanceOf(Reply.PutReply.class);
    }

    private static String get(Replica node, String key) {
        KeyValue found = read(node).get(bytes(key));
        return found == null ? "(none)" : new String(found.value(), UTF_8);
    }

    private static ReadView read(Replica node) {
        return node.read(Consistency.LINEARIZABLE).join();
    }

    private static Kind failure(CompletableFuture<?> request) {
        Throwable thrown = catchThrowable(() -> request.get(60, TimeUnit.SECONDS));
        if (thrown instanceof ExecutionException failed && failed.getCause() instanceof RequestException failure) {
            return failure.kind();
        }
        throw new AssertionError("ended otherwise than by a RequestException", thrown);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
