package dev.paxoskv.node.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.paxoskv.node.paxos.Effect.Role;
import dev.paxoskv.node.paxos.model.Change;
import dev.paxoskv.node.paxos.model.ChangeOutcome;
import dev.paxoskv.node.paxos.model.ChangeOutcome.Reason;
import dev.paxoskv.node.paxos.model.Member;
import dev.paxoskv.node.paxos.model.MemberId;
import dev.paxoskv.node.replica.KeyValueService.Consistency;
import dev.paxoskv.node.replica.NodeStatus.State;
import dev.paxoskv.node.replica.RequestException.Kind;
import dev.paxoskv.node.statemachine.Operation;
import dev.paxoskv.node.statemachine.ReadView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Changes of the configuration and of the leadership, with real threads and files. */
@Timeout(180)
class MembershipTest {
    private static final Duration PATIENT = Duration.ofSeconds(60);

    /** What an administrator asks again after. */
    private static final Set<Reason> LATER =
            Set.of(Reason.BUSY, Reason.NOT_CAUGHT_UP, Reason.UNSAFE, Reason.FEATURE_LEVEL, Reason.EPOCH_MOVED);

    @TempDir
    Path directory;

    @Test
    void fromOneToThreeAndBackUnderWrites() {
        try (LocalReplicas cluster = new LocalReplicas(directory, 1, options())) {
            Replica first = cluster.start(0);
            Load load = new Load(first).start(8);
            load.await(200);
            for (int i = 1; i <= 2; i++) {
                Member added = cluster.add();
                Replica joining = cluster.start(i);
                done(first, new Change.AddLearner(added));
                done(first, new Change.Promote(added.id()));
                load.alsoOver(joining);
                load.await(200);
            }
            assertThat(members(first)).hasSize(3).allMatch(member -> member.role() == Member.Role.VOTER);
            for (int i = 1; i <= 2; i++) {
                MemberId leaving = cluster.member(i).id();
                if (view(first).node().leader().member().equals(leaving)) {
                    transfer(first, cluster.member(0).id());
                }
                done(first, new Change.Remove(leaving));
                load.await(200);
            }
            assertThat(load.stop()).isEmpty();
            ReadView end = first.read(Consistency.LINEARIZABLE).join();
            assertThat(end.size()).isEqualTo(load.done()).isEqualTo(load.begun());
            assertThat(members(first))
                    .extracting(Member::id)
                    .containsExactly(cluster.member(0).id());
            assertThat(cluster.failures).isEmpty();
        }
    }

    @Test
    void aRemovedNodeSaysSoAlsoAfterARestart() {
        try (LocalReplicas cluster = new LocalReplicas(directory, 3, options())) {
            List<Replica> nodes = cluster.startAll();
            put(nodes.getFirst(), "a", "1");
            Replica leaving = nodes.stream()
                    .filter(node -> node.status().role() != Role.LEADER)
                    .findFirst()
                    .orElseThrow();
            int index = nodes.indexOf(leaving);
            Replica staying = nodes.get((index + 1) % 3);
            done(staying, new Change.Remove(cluster.member(index).id()));
            requireRemoved(leaving);
            cluster.stop(leaving);
            Replica again = cluster.start(index);
            requireRemoved(again);
            put(staying, "b", "2");
            assertThat(again.read(Consistency.STALE).join().get("b".getBytes(UTF_8)))
                    .isNull();
            assertThat(view(staying).configuration().orElseThrow().removed())
                    .containsExactly(cluster.member(index).id());
            assertThat(cluster.failures).isEmpty();
        }
    }

    private static void requireRemoved(Replica node) {
        while (node.status().state() != State.REMOVED) {
            Thread.onSpinWait();
        }
        assertThat(node.status().isReady()).isFalse();
        assertThat(node.status().detail()).contains("was removed").contains("empty data directory");
        Throwable refused = catchThrowable(() -> node.write(Operation.Put.of("x".getBytes(UTF_8), "y".getBytes(UTF_8)))
                .join());
        assertThat(refused)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(RequestException.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(Kind.NOT_SERVING);
                    assertThat(failure).hasMessageContaining("was removed");
                });
    }

    @Test
    void aChangeForAnotherEpochIsRefused() {
        try (LocalReplicas cluster = new LocalReplicas(directory, 1, options())) {
            Replica node = cluster.start(0);
            put(node, "a", "1");
            Member added = cluster.add();
            long epoch = node.confirmed().join().epoch();
            ChangeOutcome stale =
                    node.change(epoch - 1, new Change.AddLearner(added)).join();
            assertThat(stale)
                    .isInstanceOfSatisfying(
                            ChangeOutcome.Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.EPOCH_MOVED));
            assertThat(node.confirmed().join().epoch()).isEqualTo(epoch);
        }
    }

    @Test
    void theLeadershipMovesWithoutAFailedWrite() {
        try (LocalReplicas cluster = new LocalReplicas(directory, 3, options())) {
            List<Replica> nodes = cluster.startAll();
            Load load = new Load(nodes.getFirst());
            nodes.stream().skip(1).forEach(load::alsoOver);
            load.start(8).await(200);
            for (int round = 0; round < 6; round++) {
                MemberId target = cluster.member(round % 3).id();
                transfer(nodes.getFirst(), target);
                load.await(100);
            }
            assertThat(load.stop()).isEmpty();
            assertThat(nodes.getFirst().read(Consistency.LINEARIZABLE).join().size())
                    .isEqualTo(load.done());
        }
    }

    @Test
    void aLeaderThatStopsHandsOverWithoutAFailedWrite() {
        try (LocalReplicas cluster = new LocalReplicas(directory, 3, options())) {
            List<Replica> nodes = new ArrayList<>(cluster.startAll());
            Load load = new Load(nodes.getFirst());
            nodes.stream().skip(1).forEach(load::alsoOver);
            load.start(8).await(200);
            for (int round = 0; round < 3; round++) {
                Replica leader = leader(nodes);
                int index = nodes.indexOf(leader);
                cluster.stopCleanly(leader);
                load.await(100);
                nodes.set(index, cluster.start(index));
                load.alsoOver(nodes.get(index));
                load.await(100);
            }
            assertThat(load.stop()).isEmpty();
            assertThat(leader(nodes).read(Consistency.LINEARIZABLE).join().size())
                    .isEqualTo(load.done());
        }
    }

    @Test
    void whatAnAdministratorWaitsForEndsAsUnknownWhenTheNodeStops() {
        try (LocalReplicas cluster = new LocalReplicas(directory, 3, options())) {
            Replica alone = cluster.start(0);
            CompletableFuture<ChangeOutcome> change =
                    alone.change(1, new Change.Remove(cluster.member(1).id()));
            CompletableFuture<ChangeOutcome> transfer = alone.transfer(MemberId.NONE);
            alone.stop(Duration.ofMillis(1));
            assertThat(change.join()).isInstanceOf(ChangeOutcome.Unknown.class);
            assertThat(transfer.join()).isInstanceOf(ChangeOutcome.Unknown.class);
        }
    }

    private static Replica leader(List<Replica> nodes) {
        while (true) {
            for (Replica node : nodes) {
                NodeStatus status = node.status();
                if (status.state() == State.SERVING && status.role() == Role.LEADER) {
                    return node;
                }
            }
            Thread.onSpinWait();
        }
    }

    private static void done(Replica by, Change change) {
        ask(() -> by.change(view(by).epoch(), change));
    }

    private static void transfer(Replica by, MemberId target) {
        ask(() -> by.transfer(target));
    }

    /** Asks until it is done: again where the answer is to ask later. */
    private static void ask(Supplier<CompletableFuture<ChangeOutcome>> request) {
        while (true) {
            switch (request.get().join()) {
                case ChangeOutcome.Done done -> {
                    return;
                }
                case ChangeOutcome.Refused(Reason reason, String text) when LATER.contains(reason) -> {}
                case ChangeOutcome other -> throw new AssertionError("it came to " + other);
            }
        }
    }

    private static ClusterView view(Replica node) {
        return node.confirmed().join();
    }

    private static List<Member> members(Replica node) {
        return view(node).configuration().orElseThrow().members();
    }

    private static void put(Replica node, String key, String value) {
        node.write(Operation.Put.of(key.getBytes(UTF_8), value.getBytes(UTF_8))).join();
    }

    private static ReplicaOptions options() {
        ReplicaOptions defaults = ReplicaOptions.defaults();
        return new ReplicaOptions(
                defaults.tuning(),
                Duration.ofMillis(10),
                defaults.limits(),
                PATIENT,
                1 << 16,
                PATIENT,
                defaults.tail(),
                1 << 16);
    }
}
